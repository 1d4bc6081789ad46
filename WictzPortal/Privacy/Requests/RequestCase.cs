using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>A request with its lines, their evidence and the recipients to be told.</summary>
internal sealed record RequestCase(
    DataSubjectRequest Request, IReadOnlyList<RequestLine> Lines, IReadOnlyList<RequestEvidence> Evidence, IReadOnlyList<RecipientTask> Tasks)
{
    public RequestOutcome? Outcome =>
        Lines.All(l => l.Outcome is RequestOutcome.Fulfilled) ? RequestOutcome.Fulfilled
        : Lines.All(l => l.Outcome is RequestOutcome.Rejected) ? RequestOutcome.Rejected
        : RequestOutcome.Partly;

    public RequestLine? Line(RequestType type) => Lines.SingleOrDefault(l => l.Type == type);

    /// <summary>What a line still lacks to count as done, wholly or partly.</summary>
    public IEnumerable<EvidenceKind> Lacks(RequestType type) =>
        type.Evidence.Where(kind => !Evidence.Any(e => e.Type == type && e.Kind == kind && new Evidence(kind, e.Value).Proves));

    /// <summary>Why the answer cannot go out yet; null when it can.</summary>
    public Failure? FirstMissing() =>
        Lines.FirstOrDefault(l => l.AwaitsApproval) is not null
            ? new Failure(FailureKind.Conflict, "privacy.refusal_unapproved", "A second person must approve the refusal first.")
        : Lines.FirstOrDefault(l => !l.IsDecided) is { } open
            ? new Failure(FailureKind.Conflict, "privacy.line_open", "{0} is not decided yet.", open.Type.Code)
        : Lines.FirstOrDefault(l => l.Outcome is not RequestOutcome.Rejected && Lacks(l.Type).Any()) is { } unproven
            ? new Failure(FailureKind.Conflict, "privacy.evidence_missing", "{0} lacks its evidence.", unproven.Type.Code)
        : Tasks.Any(t => t.AcknowledgedAt is null)
            ? new Failure(FailureKind.Conflict, "privacy.recipients_open", "Not all recipients have acknowledged yet.")
        : null;
}

/// <summary>Reads and locks requests.</summary>
internal static class RequestSets
{
    extension(PortalDb db)
    {
        public DbSet<DataSubjectRequest> DataSubjectRequests => db.Set<DataSubjectRequest>();

        public DbSet<RequestLine> RequestLines => db.Set<RequestLine>();

        public DbSet<RequestEvidence> RequestEvidence => db.Set<RequestEvidence>();

        public DbSet<RecipientTask> RecipientTasks => db.Set<RecipientTask>();

        /// <summary>Locks the request until the transaction ends, and reads all of it. Null when there is no such request.</summary>
        public async Task<RequestCase?> LockCaseAsync(Guid id, CancellationToken cancellationToken)
        {
            // On SQLite the transaction is the only writer.
            var rows = db.Database.IsNpgsql()
                ? db.DataSubjectRequests.FromSql($"""SELECT * FROM data_subject_requests WHERE "Id" = {id} FOR UPDATE""")
                : db.DataSubjectRequests.Where(r => r.Id == id);
            return await rows.AsTracking().SingleOrDefaultAsync(cancellationToken) is { } request
                ? await db.CaseOfAsync(request, cancellationToken)
                : null;
        }

        public async Task<RequestCase> CaseOfAsync(DataSubjectRequest request, CancellationToken cancellationToken)
        {
            var id = request.Id;
            return new RequestCase(
                request,
                await db.RequestLines.Where(l => l.RequestId == id).OrderBy(l => l.Type).ToListAsync(cancellationToken),
                await db.RequestEvidence.Where(e => e.RequestId == id).OrderBy(e => e.At).ToListAsync(cancellationToken),
                await db.RecipientTasks.Where(t => t.RequestId == id).OrderBy(t => t.RecipientName).ToListAsync(cancellationToken));
        }
    }
}
