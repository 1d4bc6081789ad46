using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Webhooks;

namespace WictzPortal.Invoices;

/// <summary>Gives a draft its number, puts it into the register and tells the account's endpoints, in the caller's transaction.</summary>
internal sealed class DocumentPress(Vault vault, WebhookDesk webhooks, AfterCommit afterCommit, IOptions<InvoiceOptions> options)
{
    /// <summary>The event's name, for whoever listens.</summary>
    public const string Event = "invoice.issued";

    /// <param name="db">The caller's context, with its transaction.</param>
    /// <param name="happened">What the document is for.</param>
    /// <param name="draft">What it says.</param>
    /// <param name="now">One reading of the clock.</param>
    /// <returns>Null when the clock is behind the series' last document.</returns>
    public async Task<IssuedDocument?> IssueAsync(
        PortalDb db, BillableEvent happened, DocumentDraft draft, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Both databases keep whole milliseconds.
        now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var (prefix, isLegal) = options.Value.Prefixes.Of(draft.Kind, draft.Mode);
        if (await Numbering.DrawAsync(db, prefix, isLegal, now, cancellationToken) is not { } drawn)
        {
            return null;
        }

        var document = Compose(draft, drawn);
        var json = document.ToJson();
        var snapshot = await vault.SealSecretAsync(IssuedDocument.KeyOf(drawn.Series.Year), json, cancellationToken);
        var row = IssuedDocument.Of(
            happened, document, drawn, snapshot, draft.Original?.Id, SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        drawn.Series.Chain(row.ChainHash);
        db.IssuedDocuments.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await PublishAsync(db, row, cancellationToken);
        return row;
    }

    public async Task<InvoiceDocument> ReadAsync(IssuedDocument row, CancellationToken cancellationToken) =>
        InvoiceDocument.FromJson(await ReadJsonAsync(row, cancellationToken));

    public Task<string> ReadJsonAsync(IssuedDocument row, CancellationToken cancellationToken) =>
        vault.OpenSecretAsync(IssuedDocument.KeyOf(row.Year), row.Snapshot, cancellationToken);

    private async Task PublishAsync(PortalDb db, IssuedDocument row, CancellationToken cancellationToken)
    {
        var data = new JsonObject
        {
            ["account"] = row.AccountNumber,
            ["number"] = row.Number,
            ["kind"] = row.Kind.ToString(),
            ["net_try"] = Text(row.Amount.Net),
            ["gross_try"] = Text(row.Amount.Gross),
        };
        await webhooks.PublishAsync(db, row.AccountId, Event, data, cancellationToken);
        afterCommit.Run(db, webhooks.Nudge);
    }

    private static string Text(Money amount) => amount.Lira.ToString("0.00", CultureInfo.InvariantCulture);

    private InvoiceDocument Compose(DocumentDraft draft, DrawnNumber drawn)
    {
        var local = IstanbulTime.Of(drawn.At);
        var payable = draft.NetKurus + draft.VatKurus;
        return new InvoiceDocument
        {
            Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Kind = draft.Kind,
            Mode = draft.Mode,
            Number = drawn.Number,
            Ettn = Guid.NewGuid(),
            IssuedAt = drawn.At,
            IssuedOn = DateOnly.FromDateTime(local),
            IssuedTime = new TimeOnly(local.Hour, local.Minute, local.Second),
            Period = draft.Period,
            Seller = draft.Seller,
            Buyer = draft.Buyer,
            Lines = draft.Lines,
            Taxes = [.. draft.Lines.GroupBy(line => line.VatPercent).OrderByDescending(rate => rate.Key).Select(Tax)],
            Totals = new DocumentTotals(draft.NetKurus, draft.VatKurus, payable),
            Words = new DocumentWords(AmountInWords.Joined(payable / 100m), AmountInWords.English(payable / 100m)),
            Payment = draft.Payment,
            Corrects = draft.Original is { } original
                ? new DocumentReference(original.Number, original.Ettn, IstanbulTime.DayOf(original.IssuedAt))
                : null,
            Notes = draft.Notes,
            Language = draft.Language,
            TemplateVersion = InvoicePaper.TemplateVersion,
            PriceBookVersion = draft.PriceBookVersion,
        };
    }

    private TaxLine Tax(IGrouping<int, DocumentLine> rate)
    {
        var vat = rate.Sum(line => line.VatKurus);
        return vat > 0
            ? new TaxLine(rate.Key, rate.Sum(line => line.NetKurus), vat)
            : new TaxLine(rate.Key, rate.Sum(line => line.NetKurus), 0, options.Value.ExemptionCode, options.Value.ExemptionReason);
    }
}
