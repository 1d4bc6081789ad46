namespace WictzPortal.Policies;

/// <summary>What sort of thing a document must tell. Names are stored: they never change.</summary>
public enum PolicyFactKind
{
    /// <summary>A purpose. Parts: the categories of data and the legal bases.</summary>
    Purpose,

    /// <summary>A retention rule. Parts: the categories of data under it. Days: its length.</summary>
    Retention,

    /// <summary>Somebody who gets data. Parts: <c>type:…</c> and <c>country:…</c>.</summary>
    Recipient,

    /// <summary>A decision that the portal makes by itself and that can be to a person's disadvantage.</summary>
    AutomatedDecision,

    /// <summary>Something a person may ask for.</summary>
    Right,

    /// <summary>Something kept in browsers. Parts: its category. Days: its lifetime, rounded up.</summary>
    Cookie,
}

/// <summary>
/// One thing that the portal does and that a document therefore tells. Documents are written from facts, and a new version is compared
/// with the one before by its facts, so that nobody can call a change of them editorial.
/// </summary>
/// <param name="Kind">What sort of thing it is.</param>
/// <param name="Key">Stable name within the kind, such as <c>Billing</c> or <c>Log90</c>.</param>
/// <param name="Turkish">The sentence about it, in Markdown and without a bullet.</param>
/// <param name="English">The same in English.</param>
/// <param name="Days">How long at most, where the kind has a length.</param>
/// <param name="Parts">Stable names of what it covers; more of them is a change.</param>
public sealed record PolicyFact(PolicyFactKind Kind, string Key, string Turkish, string English, int Days = 0, IReadOnlyList<string>? Parts = null)
{
    /// <summary>
    /// Whether facts that were published tell this one already. For recipients it counts whether the type and the country were told:
    /// who they are by name stands on a page of its own.
    /// </summary>
    public bool IsToldBy(IReadOnlyCollection<PolicyFact> published)
    {
        var parts = Parts ?? [];
        var same = published.Where(fact => fact.Kind == Kind).ToList();
        return Kind == PolicyFactKind.Recipient
            ? parts.All(part => same.Any(fact => fact.Parts?.Contains(part) is true))
            : same.Any(fact => fact.Key == Key && fact.Days >= Days && parts.All(part => fact.Parts?.Contains(part) is true));
    }
}

/// <summary>
/// Tells what a folder higher on the map does and documents must say. What is planned is told as well, such as a recipient who is not
/// active yet or a retention that waits to become longer: the document must say it before it begins.
/// </summary>
public interface IPolicyFacts
{
    Task<IReadOnlyList<PolicyFact>> ListAsync(CancellationToken cancellationToken);
}
