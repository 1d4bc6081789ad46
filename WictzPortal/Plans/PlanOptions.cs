using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>Settings under <c>Plans</c>.</summary>
public sealed class PlanOptions
{
    /// <summary>Promotional credit of a new account, in lira, so that its first call works. Default 25; 0 gives none.</summary>
    [Range(typeof(decimal), "0", "100000", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal SignUpCredit { get; init; } = 25m;

    [Required, ValidateObjectMembers]
    public PlanLimits Limits { get; init; } = new();

    /// <summary>The dated rates of value added tax. Empty: 20 % since 10 July 2023.</summary>
    [Required, ValidateEnumeratedItems]
    public IReadOnlyList<VatRate> VatRates { get; init; } = [];

    public Money SignUpAmount => Money.FromLira(SignUpCredit);
}

/// <summary>Settings under <c>Plans:Limits</c>: what limits an account that has no limit of its own. Null and empty mean none.</summary>
public sealed class PlanLimits : IValidatableObject
{
    private const long MostCount = 1_000_000_000_000;
    private const decimal MostLira = 1_000_000_000m;

    [Range(1, MostCount)]
    public long? RequestsPerMinute { get; init; }

    [Range(1, MostCount)]
    public long? TokensPerMinute { get; init; }

    [Range(1, MostCount)]
    public long? RequestsPerDay { get; init; }

    [Range(1, MostCount)]
    public long? TokensPerDay { get; init; }

    /// <summary>Calls in flight at once.</summary>
    [Range(1, MostCount)]
    public long? Concurrency { get; init; }

    /// <summary>In lira, from midnight of the account's time zone.</summary>
    public decimal? SpendPerDay { get; init; }

    /// <summary>In lira, from Monday.</summary>
    public decimal? SpendPerWeek { get; init; }

    /// <summary>In lira, from the first of the month.</summary>
    public decimal? SpendPerMonth { get; init; }

    /// <summary>The only models that may be called, by name.</summary>
    public string[] Models { get; init; } = [];

    /// <summary>The only networks that calls may come from, in CIDR form.</summary>
    public string[] Networks { get; init; } = [];

    public LimitSet ToLimits() => new(
        RequestsPerMinute, TokensPerMinute, RequestsPerDay, TokensPerDay, Concurrency,
        Amount(SpendPerDay), Amount(SpendPerWeek), Amount(SpendPerMonth))
    {
        Models = Models,
        Networks = Networks,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var amounts = new[] { (nameof(SpendPerDay), SpendPerDay), (nameof(SpendPerWeek), SpendPerWeek), (nameof(SpendPerMonth), SpendPerMonth) };
        foreach (var (name, _) in amounts.Where(amount => amount.Item2 is <= 0 or > MostLira))
        {
            yield return new ValidationResult($"The field {name} must be an amount in lira above 0.", [name]);
        }

        foreach (var wrong in Networks.Where(text => !IPNetwork.TryParse(text, out _)))
        {
            yield return new ValidationResult($"The field Networks holds '{wrong}', which is no network such as 203.0.113.0/24.", [nameof(Networks)]);
        }
    }

    private static Money? Amount(decimal? lira) => lira is { } given ? Money.FromLira(given) : null;
}
