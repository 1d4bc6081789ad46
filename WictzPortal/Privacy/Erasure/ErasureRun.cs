using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Retention;

namespace WictzPortal.Privacy;

/// <summary>
/// Purges one person: rows, keys, bytes, and then looks whether anything is left. Whatever fails, the case stays open and the run is
/// repeated; it is done only when the search found nothing.
/// </summary>
internal sealed partial class ErasureRun(
    IDbContextFactory<PortalDb> databases, ErasureEngine engine, ErasureSubjects subjects, ErasureProof proof, DestructionLog destructions,
    TimeProvider clock, ILogger<ErasureRun> log)
{
    public async Task RunAsync(Guid caseId, CancellationToken cancellationToken)
    {
        try
        {
            if (await StartAsync(caseId, cancellationToken) is not var (number, kind, facts))
            {
                return;
            }

            await EraseAsync(caseId, kind, facts.Scope, cancellationToken);
            var isHeld = (await engine.PlanAsync(facts.Scope, cancellationToken)).Any(line => line.Fate is Fate.Held);
            await proof.CloseKeysAsync(facts, number, isHeld, cancellationToken);
            if (await proof.FaultAsync(facts, isHeld, cancellationToken) is { } fault)
            {
                await FailAsync(caseId, fault, cancellationToken);
                return;
            }

            await proof.FinishAsync(caseId, facts, isHeld, cancellationToken);
            LogErased(number, isHeld);
        }
#pragma warning disable CA1031 // whatever hinders it, the case must be tried again and seen
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogBroken(exception);
            await FailAsync(caseId, exception.GetType().Name, cancellationToken);
        }
    }

    /// <summary>Erases at once what a restored backup brought back. Returns the rows.</summary>
    public Task<int> RepeatAsync(Guid runId, SubjectScope scope, CancellationToken cancellationToken) =>
        EraseAsync(runId, null, scope, cancellationToken);

    private async Task<(string Number, ErasureKind Kind, ErasureFacts Facts)?> StartAsync(Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var erasure = await db.Erasures.SingleAsync(e => e.Id == caseId, cancellationToken);
        if (await subjects.FactsAsync(erasure, cancellationToken) is not { } facts)
        {
            // Restored from before its end: the ledger has erased the person again.
            erasure.Close(clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }

        if (erasure.State is ErasureState.Waiting)
        {
            // What the rows say must be remembered before they go. From here there is no way back.
            facts = await subjects.GatherAsync(facts, cancellationToken);
            erasure.Remember(await subjects.SealAsync(erasure, facts, cancellationToken));
            erasure.StartPurge(clock.GetUtcNow());
            await subjects.RememberChildAsync(db, erasure, facts, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await subjects.AskRecipientsAsync(erasure, facts, cancellationToken);
        }

        return (erasure.Number, erasure.Kind, facts);
    }

    private async Task<int> EraseAsync(Guid runId, ErasureKind? kind, SubjectScope scope, CancellationToken cancellationToken)
    {
        var reason = kind switch
        {
            ErasureKind.Closure => DestructionReason.AccountClosed,
            ErasureKind.Request => DestructionReason.Request,
            ErasureKind.UnderAge => DestructionReason.UnderAge,
            _ => DestructionReason.Restore,
        };
        var total = 0;
        await foreach (var (set, rows) in engine.EraseAsync(scope, cancellationToken))
        {
            var method = set.IsKeptByLaw ? ErasureMethod.Anonymise : ErasureMethod.Delete;
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await destructions.WriteAsync(db, [new Destroyed(runId, set.Table, set.Rule, method, reason, rows)], cancellationToken);
            total += rows;
        }

        return total;
    }

    private async Task FailAsync(Guid caseId, string fault, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var erasure = await db.Erasures.SingleAsync(e => e.Id == caseId, cancellationToken);
        erasure.Fail(fault, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        if (erasure.IsAlarming)
        {
            LogAlarm(erasure.Number, fault, erasure.Failures);
        }
        else
        {
            LogRefused(erasure.Number, fault, erasure.Failures);
        }
    }

    [LoggerMessage(LogLevel.Information, "Erasure {Number} is done. Records under a legal hold are left: {IsHeld}.")]
    private partial void LogErased(string number, bool isHeld);

    [LoggerMessage(LogLevel.Warning, "Erasure {Number} is not clean: {Fault}. Attempt {Attempt}; it is repeated.")]
    private partial void LogRefused(string number, string fault, int attempt);

    [LoggerMessage(LogLevel.Critical, "Erasure {Number} has failed {Attempt} times: {Fault}. A legal deadline is running.")]
    private partial void LogAlarm(string number, string fault, int attempt);

    [LoggerMessage(LogLevel.Error, "An erasure broke off; it is repeated.")]
    private partial void LogBroken(Exception exception);
}
