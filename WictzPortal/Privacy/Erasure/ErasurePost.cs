using WictzPortal.Data;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>Queues the letters of an erasure in the caller's transaction.</summary>
internal sealed class ErasurePost(ErasureLetters letters, Outbox outbox)
{
    public Task BegunAsync(PortalDb db, ErasureFacts facts, ErasureCase erasure, CancellationToken cancellationToken) => QueueAsync(
        db, facts, erasure.Kind is ErasureKind.UnderAge ? letters.Child(facts, erasure) : letters.Begun(facts, erasure), cancellationToken);

    public Task RemindAsync(PortalDb db, ErasureFacts facts, ErasureCase erasure, CancellationToken cancellationToken) =>
        QueueAsync(db, facts, letters.Reminder(facts, erasure), cancellationToken);

    public Task CancelledAsync(PortalDb db, ErasureFacts facts, ErasureCase erasure, CancellationToken cancellationToken) =>
        QueueAsync(db, facts, letters.Cancelled(facts, erasure), cancellationToken);

    /// <summary>Whether the last letter still waits to be sent.</summary>
    public Task<bool> IsUnderwayAsync(PortalDb db, ErasureCase erasure, DateTimeOffset since, CancellationToken cancellationToken) =>
        outbox.IsUnderwayAsync(db, erasure.Id, since, cancellationToken);

    public void Nudge() => outbox.Nudge();

    private Task QueueAsync(PortalDb db, ErasureFacts facts, Letter letter, CancellationToken cancellationToken) => facts.Email is { } address
        ? outbox.QueueAsync(db, facts.UserId, address, facts.Culture, letter, cancellationToken)
        : Task.CompletedTask;
}
