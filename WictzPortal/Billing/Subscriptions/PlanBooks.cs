using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>
/// Enters plans' periods into the books, in the caller's transaction: price and allowance at the beginning, revenue and what is left of the
/// allowance at the end.
/// </summary>
internal sealed class PlanBooks(GeneralLedger ledger, Wallet wallet, IEnumerable<IListen<PlanBought>> listeners)
{
    /// <inheritdoc cref="Wallet.HeldAsync(PortalDb, long, CancellationToken)" />
    public Task<Money> HeldAsync(PortalDb db, long accountNumber, CancellationToken cancellationToken) =>
        wallet.HeldAsync(db, accountNumber, cancellationToken);

    /// <summary>What could be taken from the wallet for a plan now.</summary>
    public Task<Money> AvailableAsync(long accountNumber, CancellationToken cancellationToken) => wallet.AvailableAsync(accountNumber, cancellationToken);

    /// <summary>What can still be used of the allowance.</summary>
    public async Task<Money> LeftAsync(long accountNumber, CancellationToken cancellationToken)
    {
        var balance = await ledger.BalanceAsync(accountNumber, cancellationToken);
        return Rest(balance, await wallet.HeldOfAsync(balance, accountNumber, cancellationToken));
    }

    /// <summary>What no call in flight holds of the allowance. Locks the account's balances.</summary>
    public static async Task<Money> RestAsync(PortalDb db, long accountNumber, Money held, CancellationToken cancellationToken) =>
        Rest(await GeneralLedger.LockBalanceAsync(db, accountNumber, cancellationToken), held);

    /// <summary>Takes a price from the wallet; for nothing nothing.</summary>
    /// <returns>Null, or <c>billing.not_enough</c>.</returns>
    public Task<Failure?> TakeAsync(
        PortalDb db, Guid purchaseId, long accountNumber, long kurus, Money held, DateTimeOffset now, CancellationToken cancellationToken) =>
        kurus == 0 ? Task.FromResult<Failure?>(null) : wallet.TakeAsync(
            db,
            new WalletMove(
                accountNumber, Money.FromKurus(kurus), LedgerAccount.DeferredRevenue, LedgerEntryKind.PlanPurchase, $"plan/{purchaseId:N}", now),
            cancellationToken, held);

    /// <summary>Books a period that has begun and whose price has been taken.</summary>
    public async Task EnterAsync(PortalDb db, NewPurchase bought, Money held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var purchase = PlanPurchase.Of(bought, now);
        db.PlanPurchases.Add(purchase);
        await db.SaveChangesAsync(cancellationToken);
        await MoveAllowanceAsync(db, purchase, purchase.Allowance, LedgerEntryKind.AllowanceGrant, "allowance", now, cancellationToken);
        if (bought.Plan.Version.Overage == PlanOverage.Stop)
        {
            await wallet.PutAsideAsync(db, purchase.AccountNumber, $"{purchase.Id:N}", now, cancellationToken, held);
        }
        else
        {
            await wallet.PutBackAsync(db, purchase.AccountNumber, $"{purchase.Id:N}", now, cancellationToken);
        }

        if (purchase.DueKurus > 0)
        {
            var plan = bought.Plan.Plan;
            var told = new PlanBought(
                purchase.Id, purchase.AccountId, purchase.AccountNumber, PlanTitles.Turkish(plan), PlanTitles.English(plan), purchase.From,
                purchase.Until, purchase.DueKurus, purchase.OrderId, now);
            foreach (var listener in listeners)
            {
                await listener.HearAsync(told, db, cancellationToken);
            }
        }
    }

    /// <summary>Books the end of a subscription's period: its price is earned but for what is carried over, and its allowance ends.</summary>
    /// <param name="goesOn">Whether another period follows at once: what calls in flight hold of the allowance then ends with that.</param>
    public async Task CloseAsync(
        PortalDb db, SubscriptionFacts subscription, long carriedKurus, bool goesOn, Money held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.PlanPurchases.AsTracking().SingleOrDefaultAsync(p => p.SubscriptionId == subscription.Id && p.ClosedAt == null, cancellationToken)
            is not { } purchase)
        {
            return;
        }

        await EarnAsync(db, purchase, carriedKurus, now, cancellationToken);
        var rest = await RestAsync(db, purchase.AccountNumber, held, cancellationToken);
        await MoveAllowanceAsync(db, purchase, new Money(-rest.Micros), LedgerEntryKind.AllowanceExpiry, "allowance-end", now, cancellationToken);
        if (goesOn)
        {
            purchase.Empty(now);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Lets calls spend the wallet again: the subscription is over.</summary>
    public async Task ReleaseAsync(PortalDb db, SubscriptionFacts subscription, DateTimeOffset now, CancellationToken cancellationToken) =>
        await wallet.PutBackAsync(db, subscription.AccountNumber, $"{subscription.Id:N}/end", now, cancellationToken);

    /// <summary>Takes out what calls in flight held of an allowance when it ended, once they are over.</summary>
    public async Task<bool> EmptyAsync(PortalDb db, Guid purchaseId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var purchase = await db.PlanPurchases.AsTracking().SingleAsync(p => p.Id == purchaseId, cancellationToken);
        var held = await wallet.HeldAsync(db, purchase.AccountNumber, cancellationToken);
        var all = (await GeneralLedger.LockBalanceAsync(db, purchase.AccountNumber, cancellationToken)).Allowance;
        var isFollowed = await db.PlanPurchases.AnyAsync(p => p.AccountId == purchase.AccountId && p.ClosedAt == null, cancellationToken);
        if (!isFollowed && await RestAsync(db, purchase.AccountNumber, held, cancellationToken) != all)
        {
            return false;
        }

        if (!isFollowed)
        {
            await MoveAllowanceAsync(db, purchase, new Money(-all.Micros), LedgerEntryKind.AllowanceExpiry, "allowance-rest", now, cancellationToken);
        }

        purchase.Empty(now);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    // Usage takes promotional credit first, and the allowance then.
    private static Money Rest(LedgerBalance balance, Money held) =>
        new(Math.Max(0, balance.Allowance.Micros - Math.Max(0, held.Micros - balance.Promotional.Micros)));

    private async Task EarnAsync(PortalDb db, PlanPurchase purchase, long carriedKurus, DateTimeOffset now, CancellationToken cancellationToken)
    {
        purchase.Close(now);
        var earned = Money.FromKurus(purchase.PriceKurus - carriedKurus);
        if (earned.Micros > 0)
        {
            await ledger.PostAsync(
                db,
                new LedgerDraft(LedgerEntryKind.PlanRevenue, $"plan-revenue/{purchase.Id:N}", now,
                [
                    new PostingDraft(LedgerAccount.DeferredRevenue, null, new Money(-earned.Micros)),
                    new PostingDraft(LedgerAccount.Revenue, null, earned),
                ]),
                cancellationToken);
        }
    }

    private async Task MoveAllowanceAsync(
        PortalDb db, PlanPurchase purchase, Money amount, LedgerEntryKind kind, string key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (amount.Micros != 0)
        {
            await ledger.PostAsync(
                db,
                new LedgerDraft(kind, $"{key}/{purchase.Id:N}", now,
                [
                    new PostingDraft(LedgerAccount.PlanAllowance, purchase.AccountNumber, amount),
                    new PostingDraft(LedgerAccount.PlanGrants, null, new Money(-amount.Micros)),
                ]),
                cancellationToken);
        }
    }
}

/// <summary>What invoices call a plan.</summary>
internal static class PlanTitles
{
    public static string Turkish(PlanFacts plan) => $"{plan.NameTr} planı";

    public static string English(PlanFacts plan) => $"{plan.NameEn} plan";
}
