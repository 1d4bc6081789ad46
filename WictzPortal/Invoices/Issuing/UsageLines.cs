using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Models;
using WictzPortal.Usage;

namespace WictzPortal.Invoices;

/// <summary>The lines of a month's usage: one per model, and one for what was booked after its own month had been invoiced.</summary>
internal sealed class UsageLines(Catalog catalog)
{
    /// <param name="netKurus">What of the month is invoiced; the lines sum to it.</param>
    public async Task<(IReadOnlyList<DocumentLine> Lines, int? PriceBookVersion)> OfAsync(
        PortalDb db, BillableEvent month, long netKurus, CancellationToken cancellationToken)
    {
        var models = await ModelUses.PaidFromWalletAsync(
            db, month.AccountNumber, IstanbulTime.StartOf(month.FromOn!.Value), month.PerformedAt, cancellationToken);
        var lines = models.Select(Line).ToList();
        if (month.LateUse.Micros > 0)
        {
            lines.Add(Late(month));
        }

        // What was given back for an earlier month may leave a model with less than nothing.
        long[] weights = [.. lines.Select(line => Math.Max(0, line.WalletMicros!.Value))];
        var parts = LargestRemainder.Share(netKurus, weights);
        return (
            [.. lines.Zip(parts, (line, net) => line with { NetKurus = net, UnitPrice = net / 100m, VatPercent = month.VatPercent }).Where(line => line.NetKurus > 0)],
            models.Count == 0 ? null : models.Max(model => model.PriceVersionId));
    }

    private DocumentLine Line(ModelUse use)
    {
        var name = catalog.Current.NameOf(use.ModelId) ?? $"#{use.ModelId}";
        var (tr, en) = (PaperFormat.Turkish, PaperFormat.English);
        return new DocumentLine(
            $"{name}: {tr.Count(use.InputTokens)} girdi, {tr.Count(use.OutputTokens)} çıktı birimi",
            $"{name}: {en.Count(use.InputTokens)} input, {en.Count(use.OutputTokens)} output tokens", 1, 0, 0, 0, 0)
        {
            ModelId = use.ModelId,
            WalletMicros = use.Paid.Micros,
        };
    }

    private static DocumentLine Late(BillableEvent month) =>
        new("Önceki dönemlerin geç işlenen kullanımı", "Use of earlier periods that was booked late", 1, 0, 0, 0, 0)
        {
            WalletMicros = month.LateUse.Micros,
            Period = new ServicePeriod(month.FromOn!.Value.AddMonths(-1), month.FromOn.Value.AddDays(-1)),
        };
}
