using Microsoft.Extensions.Localization;
using WictzPortal.Consent;
using WictzPortal.Standing;

namespace WictzPortal.Policies;

/// <summary>What everybody may ask for, wherever they live: the union of the rights of KVKK art. 11 and of the GDPR .</summary>
internal sealed class RightFacts(IStringLocalizer<PoliciesText> T) : IPolicyFacts
{
    /// <summary>Key, and the English sentence that is the key of its translation.</summary>
    private static readonly (string Key, string Sentence)[] Rights =
    [
        ("learn", "to learn whether we hold data about you, and to get a copy of it with everything that belongs to it"),
        ("purpose", "to learn what it is used for, and whether it was used for that alone"),
        ("recipients", "to learn who got it, in Turkey or abroad"),
        ("correction", "to have it corrected or completed"),
        ("erasure", "to have it erased or destroyed; what a law orders us to keep stays until its day, and we tell you what that is"),
        ("notification", "to have a correction or an erasure passed on to who got the data"),
        ("portability", "to take it with you in a form that other programs read"),
        ("restriction", "to have its use restricted while something is being clarified"),
        ("objection", "to object to a use that rests on our legitimate interest"),
        ("human-review", "to have a person look at a decision that the portal made by itself, and to contest it"),
        ("withdrawal", "to take a consent back at any time, as easily as it was given"),
        ("compensation", "to ask for compensation if unlawful processing has harmed you"),
        ("complaint", "to complain to the Personal Data Protection Board, or to the authority where you live"),
    ];

    public Task<IReadOnlyList<PolicyFact>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PolicyFact>>(
    [
        .. Rights.Select(right => (right.Key, Text: Bilingual.Write(() => T[right.Sentence])))
            .Select(right => new PolicyFact(PolicyFactKind.Right, right.Key, right.Text.Turkish, right.Text.English)),
    ]);
}

/// <summary>What the register of cookies says.</summary>
internal sealed class CookieFacts(IStringLocalizer<ConsentText> cookies, IStringLocalizer<PoliciesText> T) : IPolicyFacts
{
    public Task<IReadOnlyList<PolicyFact>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PolicyFact>>([.. CookieRegister.All.Select(FactOf)]);

    private PolicyFact FactOf(CookieLine line)
    {
        var days = line.Lifetime is { } lifetime ? (int)Math.Ceiling(lifetime.TotalDays) : 0;
        var (turkish, english) = Bilingual.Write(() => T["`{0}` ({1}, {2}): {3}",
            line.Name, cookies[CookieNotice.Name(line.Category)], days == 0 ? T["until the browser is closed"] : T["{0} days at most", days], cookies[line.Purpose]]);
        return new PolicyFact(PolicyFactKind.Cookie, line.Name, turkish, english, days, [line.Category.ToString()]);
    }
}

/// <summary>The rules by which the portal decides without a human, in the words that the person concerned is told.</summary>
internal sealed class DecisionFacts(AutomatedDecisions decisions) : IPolicyFacts
{
    public Task<IReadOnlyList<PolicyFact>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PolicyFact>>(
        [.. decisions.Rules.Select(rule => new PolicyFact(PolicyFactKind.AutomatedDecision, rule.Id, rule.ExplanationTr, rule.ExplanationEn, Parts: rule.Inputs))]);
}
