using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;

namespace WictzPortal.Recipients;

/// <summary>
/// Where the register is changed: one asks, another approves what the privacy notice in force tells of, and only then data may go there. To stop a recipient, one is enough.
/// </summary>
public sealed class RecipientDesk
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly RecipientFeed _feed;
    private readonly ClusterNews _news;
    private readonly RecipientPolicyFacts _facts;
    private readonly PolicyShelf _policies;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _clock;

    internal RecipientDesk(
        IDbContextFactory<PortalDb> databases, RecipientFeed feed, ClusterNews news, RecipientPolicyFacts facts, PolicyShelf policies, AuditTrail audit,
        TimeProvider clock) =>
        (_databases, _feed, _news, _facts, _policies, _audit, _clock) = (databases, feed, news, facts, policies, audit, clock);

    /// <param name="recipientId">The entry to change; null for a new one.</param>
    /// <returns>The change, which waits for somebody else; or what is wrong with it.</returns>
    public async Task<Outcome<Guid>> AskAsync(int? recipientId, RecipientFacts facts, string reason, Guid by, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > RecipientChange.ReasonLength)
        {
            return new Failure(FailureKind.Invalid, "recipients.reason", "Say why, in at most {0} characters.", RecipientChange.ReasonLength);
        }

        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await NoteAsync(db, "recipients.change_asked", facts.Name, by, reason, cancellationToken);
        if (recipientId is not null && await db.RecipientChanges.AnyAsync(c => c.RecipientId == recipientId && c.State == RecipientChangeState.Asked, cancellationToken))
        {
            return new Failure(FailureKind.Conflict, "recipients.waiting", "A change of this entry waits for a decision already.");
        }

        facts = RecipientRules.Tidy(facts);
        if (await FaultOfAsync(db, recipientId, facts, cancellationToken) is { } fault)
        {
            return fault;
        }

        var change = new RecipientChange(recipientId, facts, reason.Trim(), by, _clock.GetUtcNow());
        db.RecipientChanges.Add(change);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return change.Id;
    }

    /// <summary>Puts what a catalogue file declares before the staff, in the caller's transaction.</summary>
    /// <returns>False where it was put before them already, or something else with its hosts waits.</returns>
    public async Task<bool> ProposeAsync(PortalDb db, RecipientFacts facts, string reason, CancellationToken cancellationToken)
    {
        facts = RecipientRules.Tidy(facts);
        var known = await db.RecipientChanges.AsNoTracking().Where(c => c.State == RecipientChangeState.Asked || c.AskedBy == null).ToListAsync(cancellationToken);
        if (known.Any(change => RecipientFacts.FromJson(change.Facts).Hosts.Intersect(facts.Hosts).Any()))
        {
            return false;
        }

        db.RecipientChanges.Add(new RecipientChange(null, facts, reason, askedBy: null, _clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>The entry that a host belongs to, as the tables have it; for what runs before the register is in memory. Null: none in force.</summary>
    public static async Task<RecipientEntry?> OfHostAsync(PortalDb db, string host, CancellationToken cancellationToken) =>
        (await EntriesAsync(db, cancellationToken)).FirstOrDefault(entry => entry.EndedAt is null && entry.Facts.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase));

    /// <summary>Puts a change into the register. Data may go there from then on, if nothing else hinders it.</summary>
    public async Task<Failure?> ApproveAsync(Guid changeId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (change, facts) = await TakeAsync(db, changeId, "recipients.change_approved", by, cancellationToken);
        if (change is not { State: RecipientChangeState.Asked })
        {
            return Decided();
        }

        if (change.AskedBy == by)
        {
            return new Failure(FailureKind.Forbidden, "recipients.same_person", "Somebody else than who asked for it must approve a change.");
        }

        if (await FaultOfAsync(db, change.RecipientId, facts, cancellationToken) is { } fault)
        {
            return fault;
        }

        // A recipient of another type or country is a significant change: nothing goes there before the notice that tells of it holds.
        if (!await _policies.DisclosesAsync(_facts.Of(facts), cancellationToken))
        {
            return new Failure(
                FailureKind.Conflict, "recipients.untold",
                "The privacy notice in force does not tell of a recipient of this type or country yet. Publish a version that does, and approve when it holds.");
        }

        var now = _clock.GetUtcNow();
        var recipient = change.RecipientId is { } id ? await db.Recipients.SingleAsync(r => r.Id == id, cancellationToken) : db.Add(new Recipient(facts, now)).Entity;
        recipient.Change(facts);
        await db.SaveChangesAsync(cancellationToken);      // a new row gets its number
        await CloseHistoryAsync(db, recipient.Id, now, cancellationToken);
        change.Approve(recipient.Id, by, now);
        await FinishAsync(db, cancellationToken);
        return null;
    }

    /// <summary>Decides against a change, or withdraws one's own.</summary>
    public async Task<Failure?> RejectAsync(Guid changeId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (change, _) = await TakeAsync(db, changeId, "recipients.change_rejected", by, cancellationToken);
        if (change is not { State: RecipientChangeState.Asked })
        {
            return Decided();
        }

        change.Reject(by, _clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Lets nothing more go there, at once. To begin again, two people are needed.</summary>
    public async Task EndAsync(int recipientId, string reason, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var recipient = await db.Recipients.SingleAsync(r => r.Id == recipientId, cancellationToken);
        await NoteAsync(db, "recipients.ended", recipient.ToEntry().Name, by, reason, cancellationToken);
        recipient.End(_clock.GetUtcNow());
        await CloseHistoryAsync(db, recipientId, _clock.GetUtcNow(), cancellationToken);
        await FinishAsync(db, cancellationToken);
    }

    /// <summary>Somebody has opened the link to the privacy policy and found it right .</summary>
    public async Task CheckPolicyAsync(int recipientId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var recipient = await db.Recipients.SingleAsync(r => r.Id == recipientId, cancellationToken);
        await NoteAsync(db, "recipients.policy_checked", recipient.ToEntry().Name, by, null, cancellationToken);
        recipient.CheckPolicy(BusinessDays.DayOf(_clock.GetUtcNow()));
        await FinishAsync(db, cancellationToken);
    }

    private static Failure Decided() => new(FailureKind.Conflict, "recipients.decided", "This change has been decided already.");

    private static async Task<IReadOnlyList<RecipientEntry>> EntriesAsync(PortalDb db, CancellationToken cancellationToken) =>
        [.. (await db.Recipients.AsNoTracking().ToListAsync(cancellationToken)).Select(r => r.ToEntry())];

    private static async Task<Failure?> FaultOfAsync(PortalDb db, int? recipientId, RecipientFacts facts, CancellationToken cancellationToken) =>
        RecipientRules.FaultOf(facts, (await EntriesAsync(db, cancellationToken)).Where(entry => entry.Id != recipientId));

    private static async Task CloseHistoryAsync(PortalDb db, int recipientId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var past in await db.RecipientChanges
            .Where(c => c.RecipientId == recipientId && c.State == RecipientChangeState.Approved && c.ClosedAt == null).ToListAsync(cancellationToken))
        {
            past.Close(now);
        }
    }

    // The trail's lock, which its entry takes, has decisions judge the register one after the other: what they find stays so.
    private async Task<(RecipientChange? Change, RecipientFacts Facts)> TakeAsync(
        PortalDb db, Guid changeId, string action, Guid by, CancellationToken cancellationToken)
    {
        var facts = RecipientFacts.FromJson(await db.RecipientChanges.Where(c => c.Id == changeId).Select(c => c.Facts).SingleAsync(cancellationToken));
        await NoteAsync(db, action, facts.Name, by, null, cancellationToken);
        return (await db.RecipientChanges.SingleAsync(c => c.Id == changeId, cancellationToken), facts);
    }

    private Task NoteAsync(PortalDb db, string action, string name, Guid by, string? reason, CancellationToken cancellationToken) =>
        _audit.WriteAsync(
            db, new AuditNote(action, by) { Target = name.Length > RecipientRules.NameLength ? name[..RecipientRules.NameLength] : name, Reason = reason },
            cancellationToken);

    private async Task FinishAsync(PortalDb db, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await _news.TellAsync(db, new News(Topic.Recipients, ""), cancellationToken);
        await db.Database.CurrentTransaction!.CommitAsync(cancellationToken);
        await _feed.RefreshAsync(cancellationToken);      // whoever decided finds it done
    }
}
