using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>A charged call whose client may not have seen its answer, and the usage entry that covers it.</summary>
public sealed record UndeliveredCall(Guid RequestId, long AccountNumber, Guid EntryId, Money Charged);

/// <summary>
/// Gives charges back for answers that may not have been delivered: one entry per call, the reverse of its part of the usage entry. What
/// is spent last is given back first: wallet, then plan allowance, then promotional credit.
/// </summary>
public sealed class UndeliveredCredits(GeneralLedger ledger, IDbContextFactory<PortalDb> databases)
{
    private const int BatchCalls = 500;
    private static readonly LedgerAccount[] GivingOrder = [LedgerAccount.CustomerWallet, LedgerAccount.PlanAllowance, LedgerAccount.PromotionalCredit];

    /// <summary>Posts in the caller's transaction. What was given back before is passed over.</summary>
    /// <param name="calls">All at once that share a usage entry.</param>
    public async Task PostAsync(PortalDb db, IReadOnlyCollection<UndeliveredCall> calls, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var batch in calls.GroupBy(call => call.EntryId).Chunk(BatchCalls))
        {
            var left = await TakenAsync(db, [.. batch.Select(entry => entry.Key)], cancellationToken);
            var given = await GivenAsync(db, [.. batch.SelectMany(entry => entry).Select(call => KeyOf(call.RequestId))], cancellationToken);
            var drafts = batch.SelectMany(entry => entry.OrderBy(call => call.RequestId))
                .Where(call => call.Charged.Micros > 0 && !given.Contains(KeyOf(call.RequestId)))
                .Select(call => Draft(call, left, at)).ToList();
            await ledger.PostNewAsync(db, drafts, cancellationToken);
        }
    }

    /// <summary>What an account got back for a call.</summary>
    public async Task<Money> FindAsync(long accountNumber, Guid requestId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key = KeyOf(requestId);
        var amounts = await db.LedgerEntries.AsNoTracking().Where(e => e.IdempotencyKey == key)
            .Join(db.Postings.Where(p => p.AccountNumber == accountNumber), e => e.Id, p => p.EntryId, (_, p) => p.Amount)
            .ToListAsync(cancellationToken);
        return new Money(amounts.Sum(amount => amount.Micros));
    }

    private static string KeyOf(Guid requestId) => $"undelivered/{requestId:N}";

    // What usage entries took from their customers, by account of the books.
    private static async Task<Dictionary<(Guid EntryId, LedgerAccount Account), long>> TakenAsync(
        PortalDb db, IReadOnlyCollection<Guid> entryIds, CancellationToken cancellationToken) =>
        await db.Postings.AsNoTracking().Where(p => entryIds.Contains(p.EntryId) && p.AccountNumber != null)
            .ToDictionaryAsync(p => (p.EntryId, p.Account), p => -p.Amount.Micros, cancellationToken);

    private static async Task<HashSet<string>> GivenAsync(PortalDb db, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var given = new HashSet<string>();
        foreach (var some in keys.Chunk(BatchCalls))
        {
            given.UnionWith(await db.LedgerEntries.Where(e => some.Contains(e.IdempotencyKey)).Select(e => e.IdempotencyKey).ToListAsync(cancellationToken));
        }

        return given;
    }

    private static LedgerDraft Draft(UndeliveredCall call, Dictionary<(Guid EntryId, LedgerAccount Account), long> left, DateTimeOffset at)
    {
        var (postings, rest) = (new List<PostingDraft>(), call.Charged.Micros);
        foreach (var account in GivingOrder)
        {
            var part = Math.Min(rest, left.GetValueOrDefault((call.EntryId, account)));
            if (part > 0)
            {
                left[(call.EntryId, account)] -= part;
                postings.Add(new PostingDraft(account, call.AccountNumber, new Money(part)));
                rest -= part;
            }
        }

        if (rest > 0)
        {
            throw new InvalidOperationException($"The usage entry {call.EntryId} took {rest} micros less than its calls were charged.");
        }

        postings.Add(new PostingDraft(LedgerAccount.Revenue, null, new Money(-call.Charged.Micros)));
        return new LedgerDraft(LedgerEntryKind.UndeliveredCredit, KeyOf(call.RequestId), at, postings);
    }
}
