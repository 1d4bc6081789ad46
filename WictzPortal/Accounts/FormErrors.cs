using System.ComponentModel.DataAnnotations;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>What is wrong with a posted form, by field, as sentences to translate. The first one takes the focus.</summary>
public sealed class FormErrors
{
    private const string Code = "accounts.form_invalid";
    private readonly Dictionary<string, Failure> _byField = [];

    /// <summary>Checks the form's annotations.</summary>
    public static FormErrors Of(object form)
    {
        var errors = new FormErrors();
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(form, new ValidationContext(form), results, validateAllProperties: true);
        var order = form.GetType().GetProperties().OrderBy(p => Depth(p.DeclaringType)).Select((p, i) => (p.Name, i)).ToDictionary(p => p.Name, p => p.i);
        foreach (var result in results.OrderBy(r => order.GetValueOrDefault(r.MemberNames.FirstOrDefault() ?? "")))
        {
            errors.Add(result.MemberNames.FirstOrDefault() ?? "", result.ErrorMessage!);
        }

        return errors;
    }

    // What a form inherits stands above its own fields on the page.
    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);

    public bool Any => _byField.Count > 0;

    /// <summary>The field that takes the focus.</summary>
    public string? First => _byField.Keys.FirstOrDefault();

    public Failure? this[string field] => _byField.GetValueOrDefault(field);

    public void Add(string field, string sentence) => Add(field, new Failure(FailureKind.Invalid, Code, sentence));

    public void Add(string field, Failure failure) => _byField.TryAdd(field, failure);
}
