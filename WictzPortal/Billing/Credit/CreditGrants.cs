using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>Gives promotional credit, tells what is left of it, and ends it.</summary>
internal sealed class CreditGrants(IDbContextFactory<PortalDb> databases, GeneralLedger ledger, Wallet wallet, TimeProvider clock)
{
    /// <summary>Gives in the caller's transaction. Giving the same id again changes nothing.</summary>
    public async Task GiveAsync(PortalDb db, NewGrant grant, CancellationToken cancellationToken)
    {
        var (now, key) = (clock.GetUtcNow(), CreditGrant.KeyOf(grant.Id));
        var isNew = await ledger.PostAsync(
            db,
            new LedgerDraft(LedgerEntryKind.Promotion, key, now,
            [
                new PostingDraft(LedgerAccount.PromotionalCredit, grant.AccountNumber, grant.Amount),
                new PostingDraft(LedgerAccount.PromotionalCost, null, new Money(-grant.Amount.Micros)),
            ]),
            cancellationToken);
        if (isNew)
        {
            db.MovementNotes.Add(new MovementNote(key, grant.AccountNumber, grant.Note, now));
            if (grant.EndsAt is { } endsAt)
            {
                db.CreditGrants.Add(new CreditGrant(grant, endsAt, now));
            }

            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>What is left of an account's credit that ends, the earliest end first.</summary>
    public async Task<IReadOnlyList<GrantLeft>> ListAsync(long accountNumber, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return [.. (await LeftAsync(db, accountNumber, cancellationToken)).Where(grant => grant.Left.Micros > 0).OrderBy(grant => grant.EndsAt)];
    }

    /// <summary>Books the end of what has ended. What calls in flight may need waits for the next time.</summary>
    /// <returns>How many grants have ended.</returns>
    public async Task<int> EndDueAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var number in await DueAsync(cancellationToken))
        {
            ended += await EndDueAsync(number, cancellationToken);
        }

        return ended;
    }

    private async Task<List<long>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.CreditGrants.Where(g => g.EndedAt == null && g.EndsAt <= now).Select(g => g.AccountNumber).Distinct().ToListAsync(cancellationToken);
    }

    private async Task<int> EndDueAsync(long accountNumber, CancellationToken cancellationToken)
    {
        var (now, ended) = (clock.GetUtcNow(), 0);
        var held = await wallet.HeldAsync(accountNumber, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var balance = await GeneralLedger.LockBalanceAsync(db, accountNumber, cancellationToken);
        var free = Math.Min(balance.Promotional.Micros, balance.Total.Micros - held.Micros);
        var left = (await LeftAsync(db, accountNumber, cancellationToken)).ToDictionary(grant => grant.Id, grant => grant.Left.Micros);
        var due = await db.CreditGrants.AsTracking().Where(g => g.AccountNumber == accountNumber && g.EndedAt == null && g.EndsAt <= now)
            .OrderBy(g => g.EndsAt).ToListAsync(cancellationToken);
        foreach (var grant in due.Where(grant => left[grant.Id] <= free))
        {
            await EndAsync(db, grant, left[grant.Id], now, cancellationToken);
            (free, ended) = (free - left[grant.Id], ended + 1);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ended;
    }

    private async Task EndAsync(PortalDb db, CreditGrant grant, long left, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (left > 0)
        {
            await ledger.PostAsync(
                db,
                new LedgerDraft(LedgerEntryKind.PromotionExpiry, CreditGrant.EndKeyOf(grant.Id), now,
                [
                    new PostingDraft(LedgerAccount.PromotionalCredit, grant.AccountNumber, new Money(-left)),
                    new PostingDraft(LedgerAccount.PromotionalCost, null, new Money(left)),
                ]),
                cancellationToken);
        }

        grant.End(now);
    }

    private static async Task<IReadOnlyList<GrantLeft>> LeftAsync(PortalDb db, long accountNumber, CancellationToken cancellationToken)
    {
        var grants = await db.CreditGrants.AsNoTracking().Where(g => g.AccountNumber == accountNumber).ToListAsync(cancellationToken);
        if (grants.TrueForAll(grant => grant.EndedAt is not null))
        {
            return [];
        }

        var left = GrantSpread.Left(grants.ToDictionary(g => g.Id, g => g.EndsAt), await LedgerHistory.PromotionalAsync(db, accountNumber, cancellationToken));
        return [.. grants.Where(grant => grant.EndedAt is null).Select(grant => new GrantLeft(grant.Id, new Money(left[grant.Id]), grant.EndsAt))];
    }
}
