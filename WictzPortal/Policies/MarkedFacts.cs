using System.Reflection;
using Microsoft.Extensions.Localization;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>What the marks on the portal's own tables say: which data is used for what on which basis, and how long it is kept.</summary>
internal sealed class MarkedFacts(DataMap map, RetentionLimits limits, IStringLocalizer<PoliciesText> T) : IPolicyFacts
{
    // An erasure on request is done before the month of KVKK art. 13 is over.
    private const int ErasureDays = 27;

    public Task<IReadOnlyList<PolicyFact>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PolicyFact>>([.. Purposes(), .. Retention()]);

    private IEnumerable<PolicyFact> Purposes() =>
        from use in map.Sets.SelectMany(UsesOf)
        group use.Mark by use.Purpose into marks
        orderby marks.Key
        let categories = marks.Select(mark => mark.Category).Distinct().Order().ToList()
        let bases = marks.Select(mark => mark.Basis).Distinct().Order().ToList()
        let text = Bilingual.Write(() =>
            T["**{0}**: {1}. Data: {2}. Basis: {3}.", T[PolicyWords.Name(marks.Key)], T[PolicyWords.Aim(marks.Key)],
                Joined(categories.Select(PolicyWords.Name)), Joined(bases.Select(PolicyWords.Name))])
        select new PolicyFact(
            PolicyFactKind.Purpose, marks.Key.ToString(), text.Turkish, text.English,
            Parts: [.. categories.Select(c => c.ToString()), .. bases.Select(b => b.ToString())]);

    // The purpose that a column is marked with, and those that its table may be read for beside it.
    private static IEnumerable<(Purpose Purpose, PersonalAttribute Mark)> UsesOf(DataSet set)
    {
        var further = set.Entity.ClrType.GetCustomAttribute<OnlyForAttribute>()?.Purposes ?? [];
        return set.Properties.Select(column => column.Mark.Personal).OfType<PersonalAttribute>()
            .SelectMany(mark => further.Append(mark.Purpose).Distinct(), (mark, purpose) => (purpose, mark));
    }

    private IEnumerable<PolicyFact> Retention() =>
        from set in map.Sets
        where set.IsPersonal
        group set by set.Rule into kept
        orderby kept.Key
        let categories = kept.SelectMany(set => set.Properties).Select(column => column.Mark.Personal?.Category).OfType<DataCategory>().Distinct().Order().ToList()
        let days = DaysOf(kept.Key, kept)
        let text = Bilingual.Write(() => T["**{0}**: {1} ({2}).", T[PolicyWords.Length(kept.Key), Span(days), Span(ErasureDays)],
            Joined(kept.Select(set => PolicyWords.Process(set.Folder)).Distinct()), Joined(categories.Select(PolicyWords.Name))])
        select new PolicyFact(
            PolicyFactKind.Retention, kept.Key.ToString(), text.Turkish, text.English, days, [.. categories.Select(c => c.ToString())]);

    // Whole years where it is some, as 1096 days are three of them.
    private string Span(int days) => (int)Math.Round(days / 365.25) is >= 2 and var years && Math.Abs(days - (years * 365.25)) < 4 ? T["{0} years", years] : T["{0} days", days];

    private int DaysOf(RetentionRule rule, IEnumerable<DataSet> sets) => rule switch
    {
        RetentionRule.Billing10Years => 11 * 366,
        RetentionRule.Transient => sets.Max(set => set.KeptFrom?.Days ?? 1),
        _ => limits.ToldDaysOf(rule),
    };

    private string Joined(IEnumerable<string> words) => string.Join(", ", words.Select(word => T[word].Value));
}
