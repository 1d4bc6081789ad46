using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Policies;

/// <summary>Settings under <c>Controller</c>: who answers for the data. It stands on every notice and every answer to a person (B-39).</summary>
public sealed class ControllerOptions
{
    /// <summary>The full trade title. Default Wictz Portal.</summary>
    [Required]
    public string Title { get; init; } = "Wictz Portal";

    /// <summary>MERSİS number, 16 digits. Default none.</summary>
    [RegularExpression("[0-9]{16}")]
    public string? MersisNumber { get; init; }

    /// <summary>The postal address in one line. Default none.</summary>
    public string? Address { get; init; }

    /// <summary>Where people write about their data. Default privacy@portal.invalid, which reaches nobody.</summary>
    [Required, EmailAddress]
    public string Email { get; init; } = "privacy@portal.invalid";

    /// <summary>Registered e-mail (KEP). Default none.</summary>
    [EmailAddress]
    public string? Kep { get; init; }

    /// <summary>Default: the portal's own address.</summary>
    [Url]
    public string? Website { get; init; }

    /// <summary>Who represents the controller in the European Union (GDPR art. 27), or in Turkey. Default none.</summary>
    public string? Representative { get; init; }

    /// <summary>How the data protection officer is reached. Default none: by <see cref="Email"/>.</summary>
    public string? Officer { get; init; }

    /// <summary>What a notice needs by law and is not set. Empty before the portal is opened to the public.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. new[]
        {
            (nameof(MersisNumber), MersisNumber is null), (nameof(Address), Address is null), (nameof(Kep), Kep is null),
            (nameof(Email), Email.EndsWith(".invalid", StringComparison.Ordinal)),
        }.Where(setting => setting.Item2).Select(setting => $"Controller:{setting.Item1}"),
    ];
}
