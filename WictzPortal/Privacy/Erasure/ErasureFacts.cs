using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>
/// What an erasure must still know when the rows that say it are gone: whose rows to look for on a retry, by which texts to scan for what
/// was left, and where the last letter goes.
/// </summary>
/// <param name="Texts">Values that must be nowhere any more: addresses, numbers, and what rows were found by.</param>
internal sealed record ErasureFacts(
    Guid UserId, IReadOnlyList<Guid> AccountIds, IReadOnlyList<long> AccountNumbers, IReadOnlyList<string> Texts,
    string? Email, string FirstName, string Culture)
{
    /// <summary>What was cancelled by the freeze, and goes on when the erasure is cancelled.</summary>
    public IReadOnlyList<Guid> Subscriptions { get; init; } = [];

    /// <summary>The secret of the mailed link, for the reminders.</summary>
    public string Secret { get; init; } = "";

    public SubjectScope Scope => new(UserId, AccountIds, AccountNumbers);
}
