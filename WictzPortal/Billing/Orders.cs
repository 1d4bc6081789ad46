using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;

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
        var held = await _wallet.HeldAsync(facts.AccountNumber, cancellationToken);
        if (!await _ledger.PostAsync(db, Draft(facts, payment), cancellationToken))
        {
            return false;
        }

        var isSurplus = !order.Pay(payment.At);
        await db.SaveChangesAsync(cancellationToken);
        if (!isSurplus && facts.Kind == OrderKind.Plan)
        {
            await _plans.FulfilAsync(db, facts, payment.At, cancellationToken);
        }

        if (await _plans.StopsAtAllowanceAsync(db, facts.AccountId, cancellationToken))
        {
            await _wallet.PutAsideAsync(db, facts.AccountNumber, $"{payment.Id:N}", payment.At, cancellationToken, held);
        }

        foreach (var listener in _listeners)
        {
            await listener.HearAsync(new OrderPaid(order.ToFacts(), payment, isSurplus), db, cancellationToken);
        }

        return true;
    }

    /// <summary>Makes an order; the same id again gives the order that is there.</summary>
    internal async Task<OrderFacts> MakeAsync(NewOrder wanted, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var order = await db.Orders.SingleOrDefaultAsync(o => o.Id == wanted.Id && o.AccountId == wanted.AccountId, cancellationToken);
        if (order is null)
        {
            order = _rules.Make(wanted);
            db.Orders.Add(order);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return order.ToFacts();
    }

    private static LedgerDraft Draft(OrderFacts order, PaymentFacts payment) => new(
        LedgerEntryKind.Payment, $"payment/{payment.Id:N}", payment.At,
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
internal sealed class OrderRules(TaxPoints taxPoints, VatRates rates, TimeProvider clock)
{
    public Order Make(NewOrder wanted)
    {
        var now = clock.GetUtcNow();
        return Order.Of(wanted, taxPoints.At(now), rates.PercentAt(now), now);
    }
}
