using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Recipients;

/// <summary>
/// Settings under <c>Storage</c>: the country that each store of personal data lies in, as the operator states it. The portal starts only
/// if that is Türkiye, or nothing stays there (B-14).
/// </summary>
public sealed class StorageOptions : IValidatableObject
{
    private const string Code = "^[A-Z]{2}$";

    /// <summary>The databases. Default <c>TR</c>.</summary>
    [Required, RegularExpression(Code)]
    public string Database { get; init; } = RecipientFacts.Home;

    /// <summary>The data directory. Default <c>TR</c>.</summary>
    [Required, RegularExpression(Code)]
    public string Files { get; init; } = RecipientFacts.Home;

    /// <summary>Backups. Default <c>TR</c>.</summary>
    [Required, RegularExpression(Code)]
    public string Backups { get; init; } = RecipientFacts.Home;

    /// <summary>Where logs and metrics are collected. Default <c>TR</c>.</summary>
    [Required, RegularExpression(Code)]
    public string Logs { get; init; } = RecipientFacts.Home;

    /// <summary>The mail server with its archive. Default <c>TR</c>.</summary>
    [Required, RegularExpression(Code)]
    public string Mail { get; init; } = RecipientFacts.Home;

    /// <summary>Those of <see cref="Logs"/> and <see cref="Mail"/> that only pass data on and keep none. Default: none.</summary>
    public string[] TransitOnly { get; init; } = [];

    /// <summary>Every store with its country.</summary>
    public IReadOnlyList<(string Store, string Country)> Stores =>
        [(nameof(Database), Database), (nameof(Files), Files), (nameof(Backups), Backups), (nameof(Logs), Logs), (nameof(Mail), Mail)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var store in TransitOnly.Where(store => store is not (nameof(Logs) or nameof(Mail))))
        {
            yield return new ValidationResult($"Storage:TransitOnly may name Logs and Mail; {store} keeps what it gets.", [nameof(TransitOnly)]);
        }

        foreach (var (store, country) in Stores.Where(at => at.Country != RecipientFacts.Home && !TransitOnly.Contains(at.Store)))
        {
            yield return new ValidationResult($"Storage:{store} is {country}: personal data is kept in Türkiye alone.", [store]);
        }
    }
}
