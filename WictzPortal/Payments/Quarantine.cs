using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>An odd callback in the staff's list.</summary>
public sealed record OddRow(
    Guid Id, string Oid, string Status, string TotalAmount, Oddity Oddity, bool IsOurs, QuarantineState State, string? Note, DateTimeOffset ReceivedAt);

/// <summary>Lets staff decide about odd callbacks: PayTR's inquiry confirms the payment, or somebody dismisses it with a reason.</summary>
internal sealed class Quarantine(IDbContextFactory<PortalDb> databases, Inquiries inquiries, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The open ones first, the newest on top.</summary>
    public async Task<IReadOnlyList<OddRow>> ListAsync(bool onlyOpen, int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Quarantine.AsNoTracking().Where(q => !onlyOpen || q.State == QuarantineState.Open)
            .OrderBy(q => q.State).ThenByDescending(q => q.ReceivedAt).Take(most).ToListAsync(cancellationToken);
        var oids = rows.Select(q => q.Oid).ToList();
        var ours = (await db.PaymentAttempts.Where(a => oids.Contains(a.Oid)).Select(a => a.Oid).ToListAsync(cancellationToken)).ToHashSet();
        return [.. rows.Select(q => new OddRow(
            q.Id, q.Oid, q.Status, q.TotalAmount, q.Oddity, ours.Contains(q.Oid), q.State, q.Note, q.ReceivedAt))];
    }

    /// <summary>Asks PayTR about the attempt of the same number. What PayTR confirms is credited, and this is closed with it.</summary>
    /// <returns>Null when it was confirmed; else why not.</returns>
    public async Task<Failure?> ConfirmAsync(Guid id, Guid by, CancellationToken cancellationToken)
    {
        string oid;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            oid = await db.Quarantine.Where(q => q.Id == id).Select(q => q.Oid).SingleAsync(cancellationToken);
        }

        var failure = await inquiries.AskAsync(oid, cancellationToken);
        if (failure is null)
        {
            await CloseAsync(id, QuarantineState.Confirmed, by, null, cancellationToken);
        }

        return failure;
    }

    public async Task<Failure?> DismissAsync(Guid id, string reason, Guid by, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > QuarantinedCallback.NoteLength)
        {
            return new Failure(FailureKind.Invalid, "payments.no_reason", "Give a reason, in at most {0} characters.", QuarantinedCallback.NoteLength);
        }

        await CloseAsync(id, QuarantineState.Dismissed, by, reason.Trim(), cancellationToken);
        return null;
    }

    // One that PayTR's inquiry has closed meanwhile stays as that has left it.
    private async Task CloseAsync(Guid id, QuarantineState state, Guid by, string? note, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Quarantine.AsTracking().SingleOrDefaultAsync(q => q.Id == id && q.State == QuarantineState.Open, cancellationToken) is { } odd)
        {
            odd.Close(state, null, by, note, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }

        var action = state is QuarantineState.Confirmed ? "payments.callback_confirmed" : "payments.callback_dismissed";
        await audit.WriteAsync(db, new AuditNote(action, by) { Target = $"{id:N}", Reason = note }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
