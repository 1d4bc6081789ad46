using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;
using WictzPortal.Standing;

namespace WictzPortal.Billing;

/// <summary>Orders: makes them, finds them, and books their payment.</summary>
public sealed class Orders
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly GeneralLedger _ledger;
    private readonly Wallet _wallet;
    private readonly PlanPurchases _plans;
    private readonly OrderRules _rules;
    private readonly IEnumerable<IListen<OrderPaid>> _listeners;

    internal Orders(
        IDbContextFactory<PortalDb> databases, GeneralLedger ledger, Wallet wallet, PlanPurchases plans, OrderRules rules,
        IEnumerable<IListen<OrderPaid>> listeners) =>
        (_databases, _ledger, _wallet, _plans, _rules, _listeners) = (databases, ledger, wallet, plans, rules, listeners);

    /// <summary>Null for an id that is no order's. The caller makes sure who asks.</summary>
    public async Task<OrderFacts?> FindAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return (await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == orderId, cancellationToken))?.ToFacts();
    }

    /// <summary>
    /// Books a payment in the caller's transaction: the net amount to the wallet, the tax where its tax point says, then what the order
    /// buys. The order is found by its own row; nothing of it comes from the payer.
    /// </summary>
    /// <returns>False when this payment was booked before; nothing happens then.</returns>
    public async Task<bool> PaidAsync(PortalDb db, Guid orderId, PaymentFacts payment, CancellationToken cancellationToken)
    {
        var order = await db.Orders.AsTracking().SingleAsync(o => o.Id == orderId, cancellationToken);
        var facts = order.ToFacts();
        var held = await _wallet.HeldAsync(db, facts.AccountNumber, cancellationToken);
        if (!await _ledger.PostAsync(db, Draft(facts, payment), cancellationToken))
        {
            return false;
        }

        db.MovementNotes.Add(new MovementNote(KeyOf(payment), facts.AccountNumber, new MovementText(facts.TitleTr, facts.TitleEn), payment.At));
        var isSurplus = !order.Pay(payment.At);
        await db.SaveChangesAsync(cancellationToken);
        if (!isSurplus && facts.Kind == OrderKind.Plan)
        {
            await _plans.FulfilAsync(db, facts, held, payment.At, cancellationToken);
        }

        await _plans.RenewUnpaidAsync(db, facts.AccountId, held, payment.At, cancellationToken);
        if (await _wallet.StopsAtAllowanceAsync(db, facts.AccountId, cancellationToken))
        {
            await _wallet.PutAsideAsync(db, facts.AccountNumber, $"{payment.Id:N}", payment.At, cancellationToken, held);
        }

        foreach (var listener in _listeners)
        {
            await listener.HearAsync(new OrderPaid(order.ToFacts(), payment, isSurplus), db, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// Asked when a person buys from the wallet, without a payment. A refusal is a decision of a rule: it is recorded once, the person may have
    /// a human look at it, and may buy once that human has reversed it.
    /// </summary>
    /// <returns>Null; or <c>billing.adult_needed</c>.</returns>
    public async Task<Failure?> MayBuyAsync(Guid buyerId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await IsMinorAsync(db, buyerId, cancellationToken) && !await _rules.MayUseWalletAsync(db, buyerId, cancellationToken)
            ? new Failure(FailureKind.Forbidden, "billing.adult_needed", "You are under 18: an adult owner or admin of this account has to buy this.")
            : null;
    }

    /// <summary>Makes an order; the same id again gives the order that is there. The buyer's age decides whether an adult is asked first.</summary>
    internal async Task<OrderFacts> MakeAsync(NewOrder wanted, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(wanted.Id, cancellationToken) is { } known)
        {
            // An id that stands for something else came from no page of ours: the order gets one of its own.
            return IsSame(known, wanted) ? known : await MakeAsync(wanted with { Id = Guid.CreateVersion7() }, cancellationToken);
        }

        var order = _rules.Make(wanted, needsAdult: await IsMinorAsync(db, wanted.BuyerId, cancellationToken));
        try
        {
            await _rules.SaveAsync(db, order, cancellationToken);
            return order.ToFacts();
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The other half of a double click was faster; anything else is no order, and fails again.
            return await FindAsync(wanted.Id, cancellationToken) is { } first && IsSame(first, wanted) ? first : throw new InvalidOperationException("The order could not be made.");
        }
    }

    internal static async Task<bool> IsAdultAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) =>
        await db.Users.AnyAsync(u => u.Id == userId && u.AgeBand == AgeBand.Adult, cancellationToken);

    private static async Task<bool> IsMinorAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) =>
        await db.Users.AnyAsync(u => u.Id == userId && u.AgeBand != AgeBand.Adult, cancellationToken);

    private static bool IsSame(OrderFacts order, NewOrder wanted) =>
        order.AccountId == wanted.AccountId && order.Amount.NetKurus == wanted.NetKurus && order.PlanVersionId == wanted.PlanVersionId;

    private static string KeyOf(PaymentFacts payment) => $"payment/{payment.Id:N}";

    private static LedgerDraft Draft(OrderFacts order, PaymentFacts payment) => new(
        LedgerEntryKind.Payment, KeyOf(payment), payment.At,
        [
            new PostingDraft(LedgerAccount.PaytrClearing, null, new Money(-order.Amount.Gross.Micros)),
            new PostingDraft(LedgerAccount.CustomerWallet, order.AccountNumber, order.Amount.Net),
            .. order.Amount.VatKurus == 0 ? [] : new[] { VatOf(order) },
        ]);

    private static PostingDraft VatOf(OrderFacts order) => order.TaxPoint == TaxPoint.Payment
        ? new PostingDraft(LedgerAccount.VatPayable, null, order.Amount.Vat)
        : new PostingDraft(LedgerAccount.VatAdvance, order.AccountNumber, order.Amount.Vat);
}

/// <summary>The tax rules and the time of new orders.</summary>
internal sealed class OrderRules(TaxPoints taxPoints, VatRates rates, AutomatedDecisions decisions, TimeProvider clock)
{
    private const string WalletClosed = "purchase from the wallet refused";

    public Order Make(NewOrder wanted, bool needsAdult)
    {
        var now = clock.GetUtcNow();
        return Order.Of(wanted, needsAdult, taxPoints.At(now), rates.PercentAt(now), now);
    }

    /// <summary>Stores an order. One that waits for an adult does so by a rule's decision, which the buyer may have a human look at.</summary>
    public async Task SaveAsync(PortalDb db, Order order, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Orders.Add(order);
        await db.SaveChangesAsync(cancellationToken);
        if (order.State == OrderState.AwaitsAdult)
        {
            await RecordAsync(db, order.BuyerId, "purchase waits", $"{order.Id}", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whether staff have reversed what the rule decides about a minor's wallet. The first refusal is recorded.</summary>
    public async Task<bool> MayUseWalletAsync(PortalDb db, Guid buyerId, CancellationToken cancellationToken)
    {
        var earlier = (await decisions.OfAsync(buyerId, cancellationToken)).Where(d => d.RuleId == AdultRule.Rule.Id && d.Outcome == WalletClosed).ToList();
        if (earlier.Count == 0)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await RecordAsync(db, buyerId, WalletClosed, null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return earlier.Exists(d => d.Review == ReviewOutcome.Reversed);
    }

    private Task<Guid> RecordAsync(PortalDb db, Guid buyerId, string outcome, string? target, CancellationToken cancellationToken) => decisions.RecordAsync(
        db, AdultRule.Rule, buyerId, new Dictionary<string, string> { ["age band"] = "below 18" }, outcome, target, cancellationToken);
}
