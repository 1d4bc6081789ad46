using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;
using WictzPortal.Webhooks;

namespace WictzPortal.Tests.Invoices;

/// <summary>From what happens to documents in the register; where documents are for information.</summary>
public sealed class IssuingTests
{
    [Fact]
    public async Task A_payment_becomes_one_document_however_often_the_job_runs()
    {
        await using var app = await PortalApp.StartAsync(new FakeClock(new DateTimeOffset(2026, 12, 31, 21, 30, 0, TimeSpan.Zero)));
        var sales = new Sales(app);
        await sales.IdentifyAsync();
        await sales.PayAsync(8333);
        Assert.True((await app.Get<WebhookDesk>().AddAsync(sales.AccountId, "https://example.org/hooks", default)).Succeeded);

        Assert.Equal(1, await sales.IssueAsync());
        Assert.Equal(0, await sales.IssueAsync());
        Assert.Single(await app.Get<WebhookDesk>().DeliveriesAsync(sales.AccountId, default), d => d.Event == "invoice.issued");

        var row = Assert.Single(await sales.DocumentsAsync());
        var document = await sales.ReadAsync(row);
        Assert.Equal("BLG-2027-000001", row.Number);      // half past midnight in Istanbul
        Assert.Equal((new DateOnly(2027, 1, 1), new TimeOnly(0, 30)), (document.IssuedOn, document.IssuedTime));
        Assert.Equal((8333, 1667, 10000), (document.Totals.NetKurus, document.Totals.VatKurus, document.Totals.PayableKurus));
        Assert.Equal("YALNIZ YÜZ TÜRK LİRASI", document.Words.Turkish);
        Assert.Equal(("İnci Öğüt", "19090909018"), (document.Buyer.Name, document.Buyer.TaxNumber));
        Assert.DoesNotMatch(UblIdentities.LegalNumber(), row.Number);
        Assert.Equal("", await sales.FaultsAsync());
        await using var db = app.OpenDb();
        await db.BillableEvents.ExecuteUpdateAsync(set => set.SetProperty(e => e.VatKurus, 1666));
        await db.Database.ExecuteSqlRawAsync("""UPDATE invoice_series SET "Last" = 2""");
        Assert.Equal(2, (await sales.FaultsAsync()).Split('\n').Length);
    }

    [Fact]
    public async Task A_refund_becomes_a_credit_note_and_the_last_one_closes_the_document()
    {
        var app = await PortalApp.SharedAsync;
        var sales = new Sales(app);
        var payment = await sales.PayAsync(8333);
        await sales.RefundAsync(payment, new VatSplit(4000, 800));
        await sales.IssueAsync();
        await sales.RefundAsync(payment, new VatSplit(4333, 867));
        await sales.IssueAsync();

        var documents = await sales.DocumentsAsync();

        Assert.Equal(2, documents.Count(d => d.Kind == DocumentKind.CreditNote));
        var invoice = Assert.Single(documents, d => d.Kind == DocumentKind.Invoice);
        Assert.Equal(DocumentState.Credited, invoice.State);
        Assert.All(documents.Where(d => d.Kind == DocumentKind.CreditNote), d => Assert.StartsWith("DZT-", d.Number, StringComparison.Ordinal));
        Assert.Equal(invoice.Amount.GrossKurus, documents.Where(d => d.Kind == DocumentKind.CreditNote).Sum(d => d.Amount.GrossKurus));
        Assert.Equal(invoice.Number, (await sales.ReadAsync(documents.First(d => d.Kind == DocumentKind.CreditNote))).Corrects!.Number);
    }

    [Fact]
    public async Task A_refund_of_more_than_the_document_bears_waits_for_staff()
    {
        var app = await PortalApp.SharedAsync;
        var sales = new Sales(app);
        await sales.RefundAsync(await sales.PayAsync(1000), new VatSplit(1001, 200));

        await sales.IssueAsync();

        Assert.Equal(WaitsFor.Amounts, Assert.Single(await app.Get<InvoiceBook>().WaitingAsync(sales.AccountId, default)).WaitsFor);
    }

    [Fact]
    public async Task A_voided_document_keeps_its_number_and_is_issued_anew_for_the_right_buyer()
    {
        var app = await PortalApp.SharedAsync;
        var sales = new Sales(app);
        await sales.PayAsync(5000);
        await sales.IssueAsync();
        var first = Assert.Single(await sales.DocumentsAsync());
        await sales.IdentifyAsync(Sales.Company);

        Assert.Null(await app.Get<Corrections>().VoidAsync(first.Id, "Alıcı yanlış", Guid.NewGuid(), default));
        Assert.Equal("invoices.corrected", (await app.Get<Corrections>().VoidAsync(first.Id, "Yine", Guid.NewGuid(), default))!.Code);
        await sales.IssueAsync();

        var documents = await sales.DocumentsAsync();
        Assert.Equal([DocumentState.Issued, DocumentState.Voided], documents.Select(d => d.State));
        Assert.Equal(first.Number, documents[1].Number);
        Assert.Equal("Çağrı Ltd. Şti.", (await sales.ReadAsync(documents[0])).Buyer.Name);
        Assert.Equal("", (await sales.ReadAsync(documents[1])).Buyer.Name);      // as it was: nobody had given an identity
    }

    [Fact]
    public async Task Staff_credit_first_and_the_refund_that_follows_is_the_same_correction()
    {
        var app = await PortalApp.SharedAsync;
        var sales = new Sales(app);
        var payment = await sales.PayAsync(10_003);
        await sales.IssueAsync();
        var invoice = Assert.Single(await sales.DocumentsAsync());
        var corrections = app.Get<Corrections>();

        Assert.Equal("invoices.too_much", (await corrections.CreditAsync(Credit(invoice, 10_004), Guid.NewGuid(), default))!.Code);
        Assert.Equal("invoices.wrong_kind", (await corrections.CreditAsync(
            Credit(invoice, 100) with { Kind = CorrectionKind.ExpenseVoucher }, Guid.NewGuid(), default))!.Code);
        Assert.Equal("invoices.no_reason", (await corrections.CreditAsync(Credit(invoice, 100) with { Reason = " " }, Guid.NewGuid(), default))!.Code);
        Assert.Null(await corrections.CreditAsync(Credit(invoice, 5002), Guid.NewGuid(), default));
        await sales.RefundAsync(payment, VatSplit.OfNet(5002, 20));
        await sales.IssueAsync();

        // The line's tax was shared out, the refund's computed: a kuruş lies between them.
        Assert.Equal([20_01, 10_01], (await sales.DocumentsAsync()).Select(d => d.Amount.VatKurus).OrderDescending());
        Assert.Equal(10_00, VatSplit.OfNet(5002, 20).VatKurus);
        Assert.Empty(await app.Get<InvoiceBook>().WaitingAsync(sales.AccountId, default));
    }

    [Fact]
    public async Task What_a_document_says_is_sealed_and_its_hash_is_that_of_its_json()
    {
        var app = await PortalApp.SharedAsync;
        var sales = new Sales(app);
        await sales.IdentifyAsync();
        await sales.PayAsync(7000);
        await sales.IssueAsync();
        var row = (await app.Get<InvoiceBook>().FindAsync(sales.AccountId, Assert.Single(await sales.DocumentsAsync()).Id, default))!;

        var json = await app.Get<DocumentPress>().ReadJsonAsync(row, default);

        Assert.Contains("19090909018", json, StringComparison.Ordinal);
        Assert.Equal(json, InvoiceDocument.FromJson(json).ToJson());
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(json)), row.SnapshotHash);
        Assert.DoesNotContain("19090909018", Encoding.UTF8.GetString(row.Snapshot.Bytes), StringComparison.Ordinal);
        Assert.Null(await app.Get<InvoiceBook>().FindAsync(Guid.NewGuid(), row.Id, default));
    }

    [Theory]
    [InlineData("""UPDATE invoice_documents SET "NetKurus" = 1""")]
    [InlineData("DELETE FROM invoice_documents")]
    [InlineData("DELETE FROM invoice_corrections")]
    [InlineData("""UPDATE invoice_corrected_lines SET "NetKurus" = 1""")]
    [InlineData("DELETE FROM invoice_papers")]
    public async Task The_database_refuses_every_change_of_the_register(string change)
    {
        var app = await PortalApp.SharedAsync;
        var sales = new Sales(app);
        await sales.RefundAsync(await sales.PayAsync(100), new VatSplit(50, 10));
        await sales.IssueAsync();
        await using var db = app.OpenDb();
        db.Add(new PrintedPaper(Guid.NewGuid(), new([1]), [2], DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => db.Database.ExecuteSqlRawAsync(change));
    }

    private static NewCorrection Credit(DocumentRow invoice, long net) => new(invoice.Id, CorrectionKind.CreditNote, [net], "Fiyat düzeltmesi");
}
