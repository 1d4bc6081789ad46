using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Usage;

namespace WictzPortal.Invoices;

/// <summary><c>invoice recompute</c>: rebuilds every line of a document from rated usage and the ledger alone, and compares.</summary>
internal sealed class RecomputeInvoice(IDbContextFactory<PortalDb> databases, InvoiceBook book, DocumentPress press) : IVerb
{
    public string Name => "invoice recompute";

    public string Help => "NUMBER: rebuilds every line of a document from rated usage and ledger, and compares";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (arguments is not [var number] || await book.FindAsync(number, cancellationToken) is not { } row)
        {
            await output.WriteLineAsync("Name one document by its number.");
            return 1;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var happened = await db.BillableEvents.AsNoTracking().SingleAsync(e => e.Id == row.EventId, cancellationToken);
        var document = await press.ReadAsync(row, cancellationToken);
        var expected = happened.Kind == BillableKind.Usage
            ? await OfUsageAsync(db, happened, document, output, cancellationToken)
            : await OfOthersAsync(db, happened, row, document, cancellationToken);
        var faults = 0;
        for (var i = 0; i < Math.Max(expected.Count, document.Lines.Count); i++)
        {
            var (want, has) = (expected.ElementAtOrDefault(i), document.Lines.ElementAtOrDefault(i));
            var isRight = has is not null && want == new VatSplit(has.NetKurus, has.VatKurus);
            await output.WriteLineAsync(
                $"{(isRight ? "ok    " : "WRONG ")} {has?.Text ?? "(no such line)"}: {Lira(has?.NetKurus)} + {Lira(has?.VatKurus)}, recomputed {Lira(want.NetKurus)} + {Lira(want.VatKurus)}");
            faults += isRight ? 0 : 1;
        }

        var total = expected.Sum(line => line.GrossKurus);
        faults += total == document.Totals.PayableKurus ? 0 : 1;
        await output.WriteLineAsync(faults == 0 ? $"{row.Number} is what the books say: {Lira(total)}." : $"{row.Number} is not what the books say: {Lira(total)}.");
        return faults == 0 ? 0 : 1;
    }

    // The records and the ledger say what the wallet paid for each model; the document's net total says how much of it was an advance.
    private static async Task<IReadOnlyList<VatSplit>> OfUsageAsync(
        PortalDb db, BillableEvent month, InvoiceDocument document, TextWriter output, CancellationToken cancellationToken)
    {
        var models = await ModelUses.PaidFromWalletAsync(
            db, month.AccountNumber, IstanbulTime.StartOf(month.FromOn!.Value), month.PerformedAt, cancellationToken);
        var booked = models.Sum(model => model.Paid.Micros);
        if (booked > month.MonthUse.Micros)
        {
            await output.WriteLineAsync($"note   {Lira((booked - month.MonthUse.Micros) / 1_000_000)} were booked after the month was invoiced: they are on a later document");
        }

        var billed = Math.Min(BillableEvent.KurusOf(month.MonthUse.Micros + month.LateUse.Micros), month.BilledNetKurus);
        long[] weights = [.. models.Select(model => Math.Max(0, model.Paid.Micros)), .. month.LateUse.Micros > 0 ? new[] { month.LateUse.Micros } : []];
        (long Net, int Percent)[] nets = [.. LargestRemainder.Share(billed, weights).Where(net => net > 0).Select(net => (net, month.VatPercent))];
        return [.. nets.Zip(LineTax.Share(nets), (line, vat) => new VatSplit(line.Net, vat))];
    }

    private static async Task<IReadOnlyList<VatSplit>> OfOthersAsync(
        PortalDb db, BillableEvent happened, IssuedDocument row, InvoiceDocument document, CancellationToken cancellationToken)
    {
        if (happened.Kind is BillableKind.Payment or BillableKind.Plan)
        {
            var net = happened.TaxPoint == TaxPoint.Consumption && happened.Kind == BillableKind.Plan ? happened.BilledNetKurus : happened.NetKurus;
            return [VatSplit.OfNet(net, happened.VatPercent)];
        }

        var correction = await db.Corrections.AsNoTracking().SingleAsync(c => c.DocumentId == row.Id, cancellationToken);
        var lines = await db.CorrectedLines.AsNoTracking().Where(l => l.CorrectionId == correction.Id).OrderBy(l => l.Line).ToListAsync(cancellationToken);
        return [.. lines.Select(line => new VatSplit(line.NetKurus, line.VatKurus)).Take(Math.Max(lines.Count, document.Lines.Count))];
    }

    private static string Lira(long? kurus) => kurus is { } value ? PaperFormat.English.Money(value) : "–";
}
