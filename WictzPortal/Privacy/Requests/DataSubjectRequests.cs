using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>The front door to requests, for pages and for the parts of the portal that carry them out.</summary>
public sealed partial class DataSubjectRequests
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly RequestIntake _intake;
    private readonly RequestStarter _starter;
    private readonly RequestProgress _progress;
    private readonly RequestSettler _settler;
    private readonly Acknowledgement _acknowledgement;
    private readonly ILogger<DataSubjectRequests> _log;

    internal DataSubjectRequests(
        IDbContextFactory<PortalDb> databases, RequestIntake intake, RequestStarter starter, RequestProgress progress, RequestSettler settler,
        Acknowledgement acknowledgement, ILogger<DataSubjectRequests> log) =>
        (_databases, _intake, _starter, _progress, _settler, _acknowledgement, _log) =
            (databases, intake, starter, progress, settler, acknowledgement, log);

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
        await _acknowledgement.SendAsync(db, request, cancellationToken);
        return new FiledRequest(request.Id, request.Number, request.State, request.ReceivedOn, request.DueOn);
    }

    /// <summary>Sends the mails, and begins the lines that begin by themselves. The request is filed: what fails here, the job takes up.</summary>
    public async Task AfterCommitAsync(Guid requestId, CancellationToken cancellationToken)
    {
        _acknowledgement.Nudge();
        try
        {
            await _starter.RunAsync(requestId, cancellationToken);
            await _settler.SettleAsync(requestId, cancellationToken);
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogLeft(requestId, outage.GetType().Name);
        }
    }

    /// <summary>
    /// Records what proves that a line was done; the same evidence twice is recorded once. Where the request runs by itself, a line whose
    /// evidence is complete is fulfilled, and with the last one the answer goes out.
    /// </summary>
    /// <returns>Null; or <c>privacy.no_such_line</c>, <c>privacy.request_over</c>.</returns>
    public async Task<Failure?> RecordEvidenceAsync(Guid requestId, RequestType type, Evidence evidence, CancellationToken cancellationToken)
    {
        if (await _progress.RecordEvidenceAsync(requestId, type, evidence, null, cancellationToken) is { } failure)
        {
            return failure;
        }

        await _settler.SettleAsync(requestId, cancellationToken);
        return null;
    }

    /// <summary>Adds one task for each recipient that must be told; the answer waits until all have acknowledged (B-22).</summary>
    /// <returns>Null; or <c>privacy.request_over</c>.</returns>
    public Task<Failure?> AddRecipientTasksAsync(
        Guid requestId, IReadOnlyCollection<RecipientToTell> recipients, CancellationToken cancellationToken) =>
        _progress.AddTasksAsync(requestId, recipients, null, cancellationToken);

    [LoggerMessage(LogLevel.Error, "Request {RequestId} is filed, but what it asks for could not be begun ({Failure}); the job tries again.")]
    private partial void LogLeft(Guid requestId, string failure);
}
