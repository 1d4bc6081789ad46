using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>What a wallet paid for one model in a span of time, and the tokens of the calls it paid for.</summary>
/// <param name="PriceVersionId">The newest price that was used.</param>
public sealed record ModelUse(int ModelId, Money Paid, long InputTokens, long OutputTokens, int PriceVersionId);

/// <summary>Tells what wallets paid, model by model, from the rated records and the ledger alone.</summary>
public static class ModelUses
{
    private const int BatchEntries = 400;

    /// <summary>
    /// The dearest model first. An entry covers several calls and may have been paid from several purses: each model then bears its part of
    /// what the wallet paid in proportion to what its calls were charged.
    /// </summary>
    public static async Task<IReadOnlyList<ModelUse>> PaidFromWalletAsync(
        PortalDb db, long accountNumber, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var taken = await WalletUse.EntriesAsync(db, accountNumber, from, until, cancellationToken);
        var uses = new Dictionary<int, ModelUse>();
        foreach (var batch in taken.Where(t => t.RequestId is null).Chunk(BatchEntries))
        {
            await AddAsync(db, batch.ToDictionary(t => t.EntryId, t => t.Amount.Micros), uses, cancellationToken);
        }

        foreach (var batch in taken.Where(t => t.RequestId is not null).Chunk(BatchEntries))
        {
            await TakeBackAsync(db, batch.ToDictionary(t => t.RequestId!.Value, t => t.Amount.Micros), uses, cancellationToken);
        }

        return [.. uses.Values.Where(use => use.Paid.Micros != 0).OrderByDescending(use => use.Paid.Micros).ThenBy(use => use.ModelId)];
    }

    private static async Task AddAsync(
        PortalDb db, Dictionary<Guid, long> taken, Dictionary<int, ModelUse> uses, CancellationToken cancellationToken)
    {
        Guid?[] ids = [.. taken.Keys.Select(id => (Guid?)id)];
        var records = await db.UsageRecords.AsNoTracking().Where(r => ids.Contains(r.LedgerEntryId))
            .Select(r => new
            {
                r.LedgerEntryId, r.ModelId, r.Charged, r.PriceVersionId,
                Input = r.InputTokens + r.CachedInputTokens + r.CacheWrite5mTokens + r.CacheWrite1hTokens + r.AudioInputTokens,
                Output = r.OutputTokens + r.AudioOutputTokens,
            })
            .ToListAsync(cancellationToken);
        foreach (var entry in records.GroupBy(r => r.LedgerEntryId!.Value))
        {
            var models = entry.GroupBy(r => r.ModelId).OrderBy(m => m.Key).ToList();
            var parts = LargestRemainder.Share(taken[entry.Key], [.. models.Select(m => m.Sum(r => r.Charged.Micros))]);
            for (var i = 0; i < models.Count; i++)
            {
                Add(uses, new ModelUse(
                    models[i].Key, new Money(parts[i]), models[i].Sum(r => r.Input), models[i].Sum(r => r.Output), models[i].Max(r => r.PriceVersionId)));
            }
        }
    }

    private static async Task TakeBackAsync(
        PortalDb db, Dictionary<Guid, long> givenBack, Dictionary<int, ModelUse> uses, CancellationToken cancellationToken)
    {
        var ids = givenBack.Keys.ToArray();
        var models = await db.UsageRecords.AsNoTracking().Where(r => ids.Contains(r.RequestId))
            .Select(r => new { r.RequestId, r.ModelId, r.PriceVersionId }).ToListAsync(cancellationToken);
        foreach (var call in models)
        {
            Add(uses, new ModelUse(call.ModelId, new Money(givenBack[call.RequestId]), 0, 0, call.PriceVersionId));
        }
    }

    private static void Add(Dictionary<int, ModelUse> uses, ModelUse more)
    {
        var before = uses.GetValueOrDefault(more.ModelId, new ModelUse(more.ModelId, default, 0, 0, 0));
        uses[more.ModelId] = new ModelUse(
            more.ModelId, new Money(before.Paid.Micros + more.Paid.Micros), before.InputTokens + more.InputTokens,
            before.OutputTokens + more.OutputTokens, Math.Max(before.PriceVersionId, more.PriceVersionId));
    }
}
