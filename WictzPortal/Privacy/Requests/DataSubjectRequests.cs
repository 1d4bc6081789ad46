using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>The front door to requests, for pages and for the parts of the portal that carry them out.</summary>
public sealed class DataSubjectRequests
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly RequestIntake _intake;
    private readonly RequestStarter _starter;
    private readonly Vault _vault;
    private readonly TimeProvider _clock;

    internal DataSubjectRequests(
        IDbContextFactory<PortalDb> databases, RequestIntake intake, RequestStarter starter, Vault vault, TimeProvider clock) =>
        (_databases, _intake, _starter, _vault, _clock) = (databases, intake, starter, vault, clock);

    /// <summary>Files a request: number, clocks, acknowledgement; work begins where it begins by itself.</summary>
    public async Task<Outcome<FiledRequest>> FileAsync(NewRequest filed, CancellationToken cancellationToken)
    {
        Outcome<FiledRequest> outcome;
        await using (var db = await _databases.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            outcome = await FileAsync(db, filed, cancellationToken);
            if (!outcome.Succeeded)
            {
                return outcome;
            }

            await transaction.CommitAsync(cancellationToken);
        }

        await AfterCommitAsync(outcome.Value.Id, cancellationToken);
        return outcome;
    }

    /// <summary>As the other, in the caller's transaction; call <see cref="AfterCommitAsync"/> when it is committed.</summary>
    public async Task<Outcome<FiledRequest>> FileAsync(PortalDb db, NewRequest filed, CancellationToken cancellationToken)
    {
        var outcome = await _intake.FileAsync(db, filed, cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.Failure;
        }

        var request = outcome.Value;
        await _starter.AdvanceAsync(db, request, cancellationToken);
        return new FiledRequest(request.Id, request.Number, request.State, request.ReceivedOn, request.DueOn);
    }

    /// <summary>Sends the mails, and begins the lines that begin by themselves.</summary>
    public Task AfterCommitAsync(Guid requestId, CancellationToken cancellationToken) => _starter.RunAsync(requestId, cancellationToken);

    /// <summary>
    /// Records what proves that a line was done; the same evidence twice is recorded once. Where the request runs by itself, a line whose
    /// evidence is complete is fulfilled, and with the last one the answer goes out.
    /// </summary>
    /// <returns>Null; or <c>privacy.no_such_line</c>, <c>privacy.request_over</c>.</returns>
    public async Task<Failure?> RecordEvidenceAsync(Guid requestId, RequestType type, Evidence evidence, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = await db.LockCaseAsync(requestId, cancellationToken);
        if (found?.Line(type) is not { } line)
        {
            return new Failure(FailureKind.NotFound, "privacy.no_such_line", "The request does not ask for this.");
        }

        if (!found.Request.State.IsWorkedOn)
        {
            return new Failure(FailureKind.Conflict, "privacy.request_over", "The request is not being worked on.");
        }

        if (found.Evidence.Any(e => e.Type == type && e.Kind == evidence.Kind && e.Value == evidence.Value))
        {
            return null;
        }

        var now = _clock.GetUtcNow();
        var says = evidence.Says is null ? (Sealed?)null : await _vault.SealAsync(requestId, JsonSerializer.Serialize(evidence.Says), cancellationToken);
        db.RequestEvidence.Add(new RequestEvidence(requestId, type, evidence, says, now));
        await db.SaveChangesAsync(cancellationToken);
        if (found.Request.RunsItself && !line.IsDecided && !(await db.CaseOfAsync(found.Request, cancellationToken)).Lacks(type).Any())
        {
            line.Decide(RequestOutcome.Fulfilled, null, null, null, now);
            await db.SaveChangesAsync(cancellationToken);
        }

        await _starter.NoteAsync(db, $"privacy.evidence_{evidence.Kind}".ToLowerInvariant(), found.Request, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Adds one task for each recipient that must be told; the answer waits until all have acknowledged (B-22).</summary>
    /// <returns>Null; or <c>privacy.request_over</c>.</returns>
    public async Task<Failure?> AddRecipientTasksAsync(
        Guid requestId, IReadOnlyCollection<RecipientToTell> recipients, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockCaseAsync(requestId, cancellationToken) is not { Request.State.IsWorkedOn: true } found)
        {
            return new Failure(FailureKind.Conflict, "privacy.request_over", "The request is not being worked on.");
        }

        var fresh = recipients.Distinct().Where(r => !found.Tasks.Any(t => t.RecipientKey == r.Key && t.What == r.What)).ToList();
        db.RecipientTasks.AddRange(fresh.Select(r => new RecipientTask(requestId, r, _clock.GetUtcNow())));
        if (fresh.Count > 0 && found.Request.State.MayBecome(RequestState.AwaitingThirdParties))
        {
            found.Request.AwaitRecipients();
            await _starter.NoteAsync(db, "privacy.recipients_told", found.Request, found.Request.OwnerId, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}
