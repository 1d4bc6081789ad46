namespace WictzPortal.Policies;

/// <summary>How one fact differs between two versions of a document.</summary>
/// <param name="Before">Null: it is new.</param>
/// <param name="After">Null: it is gone.</param>
public sealed record FactChange(PolicyFact? Before, PolicyFact? After)
{
    public PolicyFactKind Kind => (After ?? Before!).Kind;

    public static IReadOnlyList<FactChange> Between(IReadOnlyCollection<PolicyFact> before, IReadOnlyCollection<PolicyFact> after) =>
    [
        .. after.Select(fact => new FactChange(before.FirstOrDefault(old => old.Kind == fact.Kind && old.Key == fact.Key), fact))
            .Where(change => change.Before is null || !Same(change.Before, change.After!)),
        .. before.Where(old => !after.Any(fact => fact.Kind == old.Kind && fact.Key == old.Key)).Select(old => new FactChange(old, null)),
    ];

    /// <summary>
    /// The least that a change of facts weighs: significant where something is told that was not, or a right is gone. Who writes the
    /// new version may only make it heavier.
    /// </summary>
    public static Significance LeastOf(IReadOnlyCollection<PolicyFact> before, IReadOnlyCollection<PolicyFact> after) =>
        Between(before, after).Any(change => change.IsMore(before)) ? Significance.Significant : Significance.Editorial;

    private bool IsMore(IReadOnlyCollection<PolicyFact> before) =>
        Kind == PolicyFactKind.Right ? After is null : After is not null && !After.IsToldBy(before);

    private static bool Same(PolicyFact one, PolicyFact other) =>
        one.Days == other.Days && one.Turkish == other.Turkish && one.English == other.English && (one.Parts ?? []).SequenceEqual(other.Parts ?? []);
}
