using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Plans;

namespace WictzPortal.Invoices;

/// <summary>Writes down what is to be invoiced, in the transaction it happens in.</summary>
internal sealed class Happenings(VatRates rates) : IListen<OrderPaid>, IListen<PlanBought>, IListen<PaymentRefunded>
{
    public Task HearAsync(OrderPaid happened, PortalDb db, CancellationToken cancellationToken) =>
        AddAsync(db, BillableEvent.OfPayment(happened), cancellationToken);

    public Task HearAsync(PlanBought happened, PortalDb db, CancellationToken cancellationToken) => happened.NetKurus == 0
        ? Task.CompletedTask      // a trial, or a free plan
        : AddAsync(db, BillableEvent.OfPlan(happened, rates.PercentAt(happened.At)), cancellationToken);

    public async Task HearAsync(PaymentRefunded happened, PortalDb db, CancellationToken cancellationToken)
    {
        var payment = await db.BillableEvents.AsNoTracking()
            .SingleOrDefaultAsync(e => e.PaymentId == happened.PaymentId && e.Kind == BillableKind.Payment, cancellationToken);
        await AddAsync(db, BillableEvent.OfRefund(happened, payment), cancellationToken);
    }

    private static async Task AddAsync(PortalDb db, BillableEvent happened, CancellationToken cancellationToken)
    {
        if (!await db.BillableEvents.AnyAsync(e => e.Key == happened.Key, cancellationToken))
        {
            db.BillableEvents.Add(happened);
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
