using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Recipients;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>What happens to the lines of a request that is being worked on: evidence, recipients, decisions and their approval.</summary>
internal sealed class RequestProgress(
    IDbContextFactory<PortalDb> databases, AuditTrail audit, Vault vault, RecipientsSeen seen, IPersonScopes people, TimeProvider clock)
{
    private static readonly Failure NoLine = new(FailureKind.NotFound, "privacy.no_such_line", "The request does not ask for this.");
    private static readonly Failure Over = new(FailureKind.Conflict, "privacy.request_over", "The request is not being worked on.");

    public Task<Failure?> RecordEvidenceAsync(Guid id, RequestType type, Evidence evidence, Guid? by, CancellationToken cancellationToken) =>
        ChangeAsync(id, type, $"privacy.evidence_{evidence.Kind}".ToLowerInvariant(), by, async (db, found, line) =>
        {
            await AddEvidenceAsync(db, found, type, evidence, cancellationToken);
            var complete = await db.CaseOfAsync(found.Request, cancellationToken);
            if (found.Request.RunsItself && !line.IsDecided && !complete.Lacks(type).Any())
            {
                line.Decide(RequestOutcome.Fulfilled, null, null, null, clock.GetUtcNow());
            }

            return null;
        }, cancellationToken);

    /// <summary>The officer's decision on one line. A refusal waits for a second person.</summary>
    /// <param name="words">What the letter says to it; a refusal and half a yes need it.</param>
    public Task<Failure?> DecideAsync(
        Guid id, RequestType type, RequestOutcome outcome, RefusalReason? reason, Bilingual? words, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, type, $"privacy.line_{outcome}".ToLowerInvariant(), by, async (db, found, line) =>
        {
            if (outcome is not RequestOutcome.Fulfilled && (reason is null or RefusalReason.Identity || words is null))
            {
                return new Failure(FailureKind.Invalid, "privacy.reason_missing", "A refusal needs its reason, and words for the letter.");
            }

            if (type.Evidence is [EvidenceKind.Answer] && words is not null)
            {
                await AddEvidenceAsync(db, found, type, new Evidence(EvidenceKind.Answer, vault.LookupHash(words.Turkish)), cancellationToken);
            }

            var complete = await db.CaseOfAsync(found.Request, cancellationToken);
            if (outcome is not RequestOutcome.Rejected && complete.Lacks(type).Any())
            {
                return new Failure(FailureKind.Conflict, "privacy.evidence_missing", "{0} lacks its evidence.", type.Code);
            }

            var said = words is null ? (Sealed?)null : await vault.SealAsync(id, JsonSerializer.Serialize(words), cancellationToken);
            line.Decide(outcome, outcome is RequestOutcome.Fulfilled ? null : reason, said, by, clock.GetUtcNow());
            return null;
        }, cancellationToken);

    public Task<Failure?> ApproveRefusalAsync(Guid id, RequestType type, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, type, "privacy.refusal_approved", by, (_, _, line) =>
        {
            if (!line.AwaitsApproval)
            {
                return Task.FromResult<Failure?>(new Failure(FailureKind.Conflict, "privacy.nothing_to_approve", "No refusal waits for approval here."));
            }

            if (line.DecidedBy == by)
            {
                return Task.FromResult<Failure?>(new Failure(
                    FailureKind.Forbidden, "privacy.same_person", "Somebody else than who refused it must approve the refusal."));
            }

            line.Approve(by);
            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    /// <summary>What was wrong and what is right now, as keyed hashes; every recipient of the person's data is to be told (A-43, B-20).</summary>
    public async Task<Failure?> RecordCorrectionAsync(Guid id, string before, string after, Guid by, CancellationToken cancellationToken)
    {
        var failure = await RecordEvidenceAsync(id, RequestType.Correction, new Evidence(EvidenceKind.ValueBefore, vault.LookupHash(before)), by, cancellationToken)
            ?? await RecordEvidenceAsync(id, RequestType.Correction, new Evidence(EvidenceKind.ValueAfter, vault.LookupHash(after)), by, cancellationToken);
        return failure ?? await AddTasksAsync(id, await RecipientsOfAsync(id, "correction", cancellationToken), by, cancellationToken);
    }

    public async Task<Failure?> AddTasksAsync(Guid id, IReadOnlyCollection<RecipientToTell> recipients, Guid? by, CancellationToken cancellationToken) =>
        await ChangeAsync(id, null, "privacy.recipients_told", by, (db, found, _) =>
        {
            var fresh = recipients.Distinct().Where(r => !found.Tasks.Any(t => t.RecipientKey == r.Key && t.What == r.What)).ToList();
            db.RecipientTasks.AddRange(fresh.Select(r => new RecipientTask(id, r, clock.GetUtcNow())));
            if (fresh.Count > 0 && found.Request.State.MayBecome(RequestState.AwaitingThirdParties))
            {
                found.Request.AwaitRecipients();
            }

            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    /// <param name="reference">Number or date of the recipient's answer.</param>
    public Task<Failure?> AcknowledgeAsync(Guid id, Guid taskId, string reference, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, null, "privacy.recipient_acknowledged", by, (_, found, _) =>
        {
            if (reference.Trim() is not { Length: > 0 and <= RecipientTask.ReferenceLength } given
                || found.Tasks.SingleOrDefault(t => t.Id == taskId) is not { AcknowledgedAt: null } task)
            {
                return Task.FromResult<Failure?>(new Failure(FailureKind.Invalid, "privacy.no_reference", "Give the number or date of the recipient's answer."));
            }

            task.Acknowledge(given, by, clock.GetUtcNow());
            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    private async Task<IReadOnlyCollection<RecipientToTell>> RecipientsOfAsync(Guid id, string what, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.DataSubjectRequests.Where(r => r.Id == id).Select(r => r.UserId).SingleAsync(cancellationToken) is not { } userId)
        {
            return [];
        }

        var scope = await people.OfAsync(userId, cancellationToken);
        return [.. (await seen.OfAsync(scope.AccountNumbers, cancellationToken))
            .Select(s => new RecipientToTell(s.Recipient.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), s.Recipient.Name, what))];
    }

    private async Task AddEvidenceAsync(PortalDb db, RequestCase found, RequestType type, Evidence evidence, CancellationToken cancellationToken)
    {
        if (!found.Evidence.Any(e => e.Type == type && e.Kind == evidence.Kind && e.Value == evidence.Value))
        {
            var id = found.Request.Id;
            var says = evidence.Says is null ? (Sealed?)null : await vault.SealAsync(id, JsonSerializer.Serialize(evidence.Says), cancellationToken);
            db.RequestEvidence.Add(new RequestEvidence(id, type, evidence, says, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private async Task<Failure?> ChangeAsync(
        Guid id, RequestType? type, string action, Guid? by, Func<PortalDb, RequestCase, RequestLine, Task<Failure?>> change,
        CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = await db.LockCaseAsync(id, cancellationToken);
        if (found is null || (type is not null && found.Line(type.Value) is null))
        {
            return NoLine;
        }

        if (!found.Request.IsWorkedOn)
        {
            return Over;
        }

        if (await change(db, found, found.Line(type ?? found.Lines[0].Type)!) is { } failure)
        {
            return failure;
        }

        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(db, new AuditNote(action, by)
        {
            SubjectId = found.Request.UserId, Target = type is null ? found.Request.Number : $"{found.Request.Number} {type.Value.Code}",
        }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}
