using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>Takes an incident through its steps. What a step lacks is refused with the reason, and each step stands in the audit trail.</summary>
internal sealed class IncidentDesk(IDbContextFactory<PortalDb> databases, IncidentBook book, AuditTrail audit, TimeProvider clock)
{
    private static readonly Failure WrongStep = new(FailureKind.Conflict, "breaches.wrong_step", "The incident does not stand where this step begins.");
    private static readonly Failure NoReason = new(FailureKind.Invalid, "breaches.reason", "Give the reason. It stands in the register and in the report.");

    /// <summary>Opens an incident at the first suspicion. A drill is an incident that nobody outside is told of.</summary>
    public async Task<Outcome<Guid>> OpenAsync(string title, bool isDrill, Guid by, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            return new Failure(FailureKind.Invalid, "breaches.title", "Say in a few words what may have happened.");
        }

        var now = clock.GetUtcNow();
        var facts = await book.SealAsync(new IncidentFacts { Title = title.Trim() }, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"VI-{now.Year}-");
        var incident = new Incident(
            prefix + (await db.Incidents.CountAsync(i => i.Number.StartsWith(prefix), cancellationToken) + 1).ToString("D3", CultureInfo.InvariantCulture),
            isDrill, facts, by, now);
        db.Incidents.Add(incident);
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, "breaches.opened", incident, by, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return incident.Id;
    }

    public async Task<Failure?> DescribeAsync(Guid id, IncidentFacts facts, Guid by, CancellationToken cancellationToken)
    {
        var stored = await book.SealAsync(facts, cancellationToken);
        return await ChangeAsync(id, "breaches.described", by, null, incident =>
        {
            incident.Describe(stored);
            return null;
        }, cancellationToken);
    }

    public Task<Failure?> TriageAsync(Guid id, Guid by, CancellationToken cancellationToken) =>
        StepAsync(id, IncidentState.Triaged, "breaches.triaged", by, null, incident => incident.Triage(clock.GetUtcNow()), cancellationToken);

    /// <summary>It was none. It stays in the register with the reason.</summary>
    public Task<Failure?> DismissAsync(Guid id, string because, Guid by, CancellationToken cancellationToken) => string.IsNullOrWhiteSpace(because)
        ? Task.FromResult<Failure?>(NoReason)
        : StepAsync(id, IncidentState.NotABreach, "breaches.dismissed", by, because, incident => incident.Dismiss(because, clock.GetUtcNow()), cancellationToken);

    /// <param name="awareAt">When we knew; the clocks start there. It cannot lie in the future, nor before the suspicion.</param>
    public async Task<Failure?> ConfirmAsync(Guid id, BreachScope scope, DateTimeOffset awareAt, Guid by, CancellationToken cancellationToken) =>
        await ChangeAsync(id, "breaches.confirmed", by, null, incident =>
        {
            if (scope == BreachScope.None || awareAt > clock.GetUtcNow())
            {
                return new Failure(FailureKind.Invalid, "breaches.aware", "Name at least one law, and a time that has passed.");
            }

            if (!incident.State.MayBecome(IncidentState.Confirmed))
            {
                return WrongStep;
            }

            incident.Confirm(scope, awareAt);
            return null;
        }, cancellationToken);

    public Task<Failure?> ContainAsync(Guid id, Guid by, CancellationToken cancellationToken) => ChangeAsync(id, "breaches.contained", by, null, incident =>
    {
        if (incident.AwareAt is null || !incident.State.IsOpen)
        {
            return WrongStep;
        }

        incident.Contain(clock.GetUtcNow());
        return null;
    }, cancellationToken);

    /// <summary>Asks that the time we knew be corrected. A second person agrees; the old time stays on record.</summary>
    public Task<Failure?> WantAwareAtAsync(Guid id, DateTimeOffset at, string reason, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "breaches.aware_correction_asked", by, reason, incident =>
        {
            if (incident.AwareAt is null || at > clock.GetUtcNow())
            {
                return WrongStep;
            }

            incident.WantAwareAt(at, by);
            return null;
        }, cancellationToken);

    public Task<Failure?> AgreeAwareAtAsync(Guid id, bool agreed, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, agreed ? "breaches.aware_corrected" : "breaches.aware_correction_refused", by, null, incident =>
        {
            if (incident.AwareAtWanted is null)
            {
                return WrongStep;
            }

            if (incident.AwareAtWantedBy == by)
            {
                return new Failure(FailureKind.Forbidden, "breaches.second_person", "Somebody else of the staff must decide this.");
            }

            incident.AgreeAwareAt(agreed);
            return null;
        }, cancellationToken);

    /// <summary>No European authority is told, because a risk to people is unlikely.</summary>
    public Task<Failure?> LeaveEuOutAsync(Guid id, string because, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "breaches.eu_left_out", by, because, incident =>
        {
            if (string.IsNullOrWhiteSpace(because))
            {
                return NoReason;
            }

            incident.LeaveEuOut(because);
            return null;
        }, cancellationToken);

    /// <summary>People are not told: only under the GDPR alone, and with the reason.</summary>
    public Task<Failure?> LeavePeopleOutAsync(Guid id, string because, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "breaches.people_left_out", by, because, incident =>
        {
            if (incident.Scope != BreachScope.Gdpr || !incident.State.MayBecome(IncidentState.PeopleNotified))
            {
                return WrongStep;
            }

            incident.LeavePeopleOut(because);
            return null;
        }, cancellationToken);

    /// <summary>Customers that answer for their own data were told.</summary>
    public Task<Failure?> TellCustomersAsync(Guid id, Guid by, CancellationToken cancellationToken) => ChangeAsync(id, "breaches.customers_told", by, null, incident =>
    {
        incident.TellCustomers(clock.GetUtcNow());
        return incident.AwareAt is null ? WrongStep : null;
    }, cancellationToken);

    public async Task<Failure?> AddActionAsync(Guid id, string what, string owner, DateOnly dueOn, Guid by, CancellationToken cancellationToken)
    {
        if (what.Trim() is not { Length: > 0 and <= CorrectiveAction.WhatLength } || owner.Trim() is not { Length: > 0 and <= CorrectiveAction.OwnerLength })
        {
            return new Failure(FailureKind.Invalid, "breaches.action", "Say what is to be done, by whom and until when.");
        }

        return await ChangeAsync(id, "breaches.action_added", by, null, (db, _) =>
        {
            db.CorrectiveActions.Add(new CorrectiveAction(id, what.Trim(), owner.Trim(), dueOn));
            return null;
        }, cancellationToken);
    }

    public Task<Failure?> FinishActionAsync(Guid id, Guid actionId, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "breaches.action_done", by, null, (db, _) =>
        {
            db.CorrectiveActions.Single(a => a.Id == actionId && a.IncidentId == id).Finish(clock.GetUtcNow());
            return null;
        }, cancellationToken);

    /// <summary>The causes are known and what follows from them is planned .</summary>
    public async Task<Failure?> CorrectAsync(Guid id, Guid by, CancellationToken cancellationToken) =>
        await IncompleteAsync(id, file => file.Facts.RootCause.Length == 0 || file.Facts.MeasuresAfter.Length == 0 || file.Actions.Count == 0, cancellationToken)
        ?? await StepAsync(id, IncidentState.Corrected, "breaches.corrected", by, null, incident => incident.Correct(clock.GetUtcNow()), cancellationToken);

    public async Task<Failure?> CloseAsync(Guid id, Guid by, CancellationToken cancellationToken) =>
        await IncompleteAsync(
            id, file => file.Facts.Lessons.Length == 0 || file.Incident.ContainedAt is null || file.Actions.Any(a => a.DoneAt is null)
                || file.Clocks.Any(c => c.IsRunning), cancellationToken)
        ?? await StepAsync(id, IncidentState.Closed, "breaches.closed", by, null, incident => incident.Close(clock.GetUtcNow()), cancellationToken);

    /// <summary>Changes an incident in one transaction with its audit entry; nothing happens where <paramref name="change"/> refuses.</summary>
    public async Task<Failure?> ChangeAsync(
        Guid id, string action, Guid by, string? reason, Func<PortalDb, Incident, Failure?> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = db.Database.IsNpgsql() ? db.Incidents.FromSql($"""SELECT * FROM incidents WHERE "Id" = {id} FOR UPDATE""") : db.Incidents.Where(i => i.Id == id);
        var incident = await rows.AsTracking().SingleAsync(cancellationToken);
        if (change(db, incident) is { } failure)
        {
            return failure;
        }

        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, action, incident, by, reason, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private Task<Failure?> ChangeAsync(
        Guid id, string action, Guid by, string? reason, Func<Incident, Failure?> change, CancellationToken cancellationToken) =>
        ChangeAsync(id, action, by, reason, (_, incident) => change(incident), cancellationToken);

    private Task<Failure?> StepAsync(
        Guid id, IncidentState next, string action, Guid by, string? reason, Action<Incident> step, CancellationToken cancellationToken) =>
        ChangeAsync(id, action, by, reason, incident =>
        {
            if (!incident.State.MayBecome(next))
            {
                return WrongStep;
            }

            step(incident);
            return null;
        }, cancellationToken);

    private async Task<Failure?> IncompleteAsync(Guid id, Func<IncidentFile, bool> lacks, CancellationToken cancellationToken) =>
        await book.FindAsync(id, cancellationToken) is { } file && lacks(file)
            ? new Failure(
                FailureKind.Conflict, "breaches.incomplete",
                "Not yet: the root cause, the measures, corrective actions with dates, containment, all notices and the lessons must be there first.")
            : null;

    private Task NoteAsync(PortalDb db, string action, Incident incident, Guid by, string? reason, CancellationToken cancellationToken) => audit.WriteAsync(
        db, new AuditNote(action, by) { Target = incident.Number, Purpose = Purpose.LegalObligation, Reason = reason }, cancellationToken);
}
