using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Retention;

namespace WictzPortal.Privacy;

/// <summary>Destroys the keys, proves that nothing is left, writes the certificate and tells the person. Every step is safe to repeat.</summary>
internal sealed class ErasureProof(
    IDbContextFactory<PortalDb> databases, ErasureEngine engine, DiskScrub scrub, ErasureLedger ledger,
    ErasureFreeze freeze, ErasureReport report, ClusterNews news)
{
    /// <summary>Enters the person into the erasure ledger. Records under a hold stay readable: their keys go with the last of them.</summary>
    public async Task CloseKeysAsync(ErasureFacts facts, string number, bool isHeld, CancellationToken cancellationToken)
    {
        await ledger.EnterAsync(facts.Scope.Ids, number, destroyKeys: !isHeld, cancellationToken);
        if (!isHeld)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            foreach (var id in facts.Scope.Ids)
            {
                await news.TellAsync(db, new News(Topic.Erased, id.ToString("N")), cancellationToken);
            }
        }
    }

    /// <returns>Null when nothing is left, neither in a row nor in a byte of the files. Ids alone stay in the bytes of what a law keeps.</returns>
    public async Task<string?> FaultAsync(ErasureFacts facts, bool isHeld, CancellationToken cancellationToken)
    {
        if (await engine.SearchAsync(facts, isHeld, cancellationToken) is { } left)
        {
            return left;
        }

        var texts = facts.Texts.Where(text => !isHeld && !Guid.TryParse(text, out _));
        return await scrub.RunAsync(await engine.NotKeptAsync(texts, cancellationToken), cancellationToken);
    }

    public async Task FinishAsync(Guid caseId, ErasureFacts facts, bool isHeld, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var left = await engine.PlanAsync(facts.Scope, cancellationToken);
        var destroyed = await DestructionRuns.OfRunAsync(db, caseId, cancellationToken);
        var erasure = await db.Erasures.SingleAsync(e => e.Id == caseId, cancellationToken);
        var certificate = await report.CertifyAsync(erasure, destroyed, left, engine.Tables, cancellationToken);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        erasure.Finish(isHeld, certificate);
        await freeze.EndAsync(db, facts.UserId, cancellationToken);
        await report.TellAsync(db, erasure, facts, isHeld, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (!isHeld)
        {
            await report.AnswerAsync(erasure, left, cancellationToken);
        }
    }
}
