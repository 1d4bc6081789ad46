using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>
/// A rule by which the portal decides against a person without a human. Each folder registers its own as a singleton; one that
/// cannot be explained keeps the portal from starting.
/// </summary>
/// <param name="Id">Stable, such as <c>billing.adult_needed</c>.</param>
/// <param name="Version">Raised with each change of what it does.</param>
/// <param name="Purpose">What it decides for: one for security does not judge people whose data is restricted.</param>
/// <param name="Inputs">What it looks at, by name.</param>
/// <param name="ExplanationEn">In plain words what it decides, and by what.</param>
/// <param name="ExplanationTr">The same in Turkish.</param>
public sealed record DecisionRule(
    string Id, int Version, Purpose Purpose, IReadOnlyList<string> Inputs, string ExplanationEn, string ExplanationTr);

/// <summary>What a rule may not rest on alone.</summary>
public static class DecisionInputs
{
    public const string Nationality = "nationality";
    public const string Language = "language";
    public const string EmailCountry = "e-mail country";

    private static readonly IReadOnlyList<string> NeverAlone = [Nationality, Language, EmailCountry];

    /// <summary>What keeps a rule from being in force; null for nothing.</summary>
    internal static string? ProblemOf(DecisionRule rule, IEnumerable<DecisionRule> all) =>
        string.IsNullOrWhiteSpace(rule.ExplanationEn) || string.IsNullOrWhiteSpace(rule.ExplanationTr)
            ? $"The rule {rule.Id} has no explanation in both languages."
        : !rule.Inputs.Except(NeverAlone).Any() ? $"The rule {rule.Id} rests on nothing but {string.Join(", ", NeverAlone)}."
        : all.Count(other => other.Id == rule.Id) > 1 ? $"There are two rules called {rule.Id}."
        : null;
}
