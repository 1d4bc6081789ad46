using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Kernel;

/// <summary>
/// Settings under <c>Controller</c>: who answers for personal data, as notices and answer letters name it. Either all of it is given, or
/// nothing; without it no answer letter goes out.
/// </summary>
public sealed class ControllerOptions : IValidatableObject
{
    /// <summary>The full trade title. Default none.</summary>
    public string? Title { get; init; }

    /// <summary>MERSİS number: 16 digits. Default none.</summary>
    public string? MersisNumber { get; init; }

    /// <summary>Postal address for service. Default none.</summary>
    public string? Address { get; init; }

    /// <summary>Default none.</summary>
    [EmailAddress]
    public string? Email { get; init; }

    /// <summary>Registered e-mail address. Default none.</summary>
    public string? Kep { get; init; }

    /// <summary>Default none.</summary>
    [Url]
    public string? Website { get; init; }

    /// <summary>Representative in the European Union (GDPR art. 27), where there is one. Default none.</summary>
    public string? Representative { get; init; }

    /// <summary>Whether letters and notices can name the controller.</summary>
    public bool IsGiven => !string.IsNullOrWhiteSpace(Title);

    private IReadOnlyList<(string Name, string? Value)> Needed =>
        [(nameof(Title), Title), (nameof(MersisNumber), MersisNumber), (nameof(Address), Address), (nameof(Email), Email), (nameof(Kep), Kep), (nameof(Website), Website)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Needed.Any(field => !string.IsNullOrWhiteSpace(field.Value)))
        {
            foreach (var (name, _) in Needed.Where(field => string.IsNullOrWhiteSpace(field.Value)))
            {
                yield return new ValidationResult($"Controller:{name} is needed when another setting of Controller is given.", [name]);
            }
        }

        if (MersisNumber is { Length: > 0 } number && (number.Length != 16 || !number.All(char.IsAsciiDigit)))
        {
            yield return new ValidationResult("Controller:MersisNumber is 16 digits.", [nameof(MersisNumber)]);
        }
    }
}
