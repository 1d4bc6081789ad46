using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Xml.Linq;
using WictzPortal.Accounts;
using WictzPortal.Tests.Architecture;

namespace WictzPortal.Tests.Accounts;

public sealed class FormsTests
{
    [Fact]
    public void Every_rule_of_a_form_has_a_sentence_and_its_translation()
    {
        var known = XDocument.Load(Path.Combine(Sources.App, "Accounts", "AccountsText.tr.resx"))
            .Descendants("data").Select(d => d.Attribute("name")!.Value).ToHashSet();
        var rules =
            from form in typeof(SignInForm).Assembly.GetTypes()
            where form.Namespace == typeof(SignInForm).Namespace
            from property in form.GetProperties()
            from rule in property.GetCustomAttributes<ValidationAttribute>()
            where form.Name.EndsWith("Form", StringComparison.Ordinal)
            select (Where: $"{form.Name}.{property.Name}", rule.ErrorMessage);
        var all = rules.ToList();

        Assert.NotEmpty(all);
        Rule.HasNo(all.Where(r => r.ErrorMessage is null || !known.Contains(r.ErrorMessage)).Select(r => $"{r.Where}: {r.ErrorMessage}"));
    }
}
