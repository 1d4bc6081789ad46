using System.Xml.Linq;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Invoices;

/// <summary>Legal numbers, waiting for what a legal document needs, and the kinds of correction that Turkish practice knows.</summary>
[Trait("Database", "Any")]
public sealed class FiscalModeTests
{
    [Fact]
    public async Task Without_a_billing_identity_an_invoice_waits_and_the_clock_runs()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(clock, Sales.Fiscal("Export"));
        var sales = new Sales(app);
        await sales.PayAsync(8333);
        await sales.IssueAsync();
        Assert.Empty(await sales.DocumentsAsync());
        Assert.Equal(0, await app.Get<InvoiceClockJob>().RunAsync(default));

        clock.Advance(TimeSpan.FromDays(5));
        await sales.IssueAsync();
        var waiting = Assert.Single(await app.Get<InvoiceBook>().WaitingAsync(sales.AccountId, default));
        Assert.Equal((WaitsFor.Buyer, true, new DateOnly(2026, 3, 9)), (waiting.WaitsFor, waiting.IsLate, waiting.LastDay));
        Assert.Equal(1, await app.Get<InvoiceClockJob>().RunAsync(default));

        await sales.IdentifyAsync(Sales.Company with { TaxOffice = null });
        clock.Advance(TimeSpan.FromMinutes(6));
        await sales.IssueAsync();
        Assert.Empty(await sales.DocumentsAsync());

        await sales.IdentifyAsync(Sales.Company);
        clock.Advance(TimeSpan.FromMinutes(6));
        await sales.IssueAsync();
        Assert.Equal("WPE2026000000001", Assert.Single(await sales.DocumentsAsync()).Number);
    }

    [Fact]
    public async Task A_legal_invoice_has_its_xml_and_a_test_payment_never_has_a_legal_number()
    {
        await using var app = await PortalApp.StartAsync(Sales.Fiscal("Export"));
        var sales = new Sales(app);
        await sales.IdentifyAsync();
        await sales.PayAsync(8333);
        await sales.PayAsync(8333, isTest: true);
        await sales.IssueAsync();

        var documents = await sales.DocumentsAsync();

        Assert.Single(documents, d => d.Mode == FiscalMode.None && d.Number.StartsWith("BLG-", StringComparison.Ordinal));
        var legal = await sales.ReadAsync(Assert.Single(documents, d => d.Mode == FiscalMode.Export));
        using var xml = new MemoryStream(app.Get<DocumentFiles>().XmlOf(legal)!);
        Assert.Empty(UblRules.Broken(XDocument.Load(xml), legal.IssuedOn));
    }

    [Theory]
    [InlineData(false, CorrectionKind.ExpenseVoucher)]
    [InlineData(true, CorrectionKind.BuyerReturn)]
    public async Task A_refund_of_a_legal_invoice_waits_for_staff_who_choose_what_fits_the_buyer(bool isCompany, CorrectionKind kind)
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(clock, Sales.Fiscal("Export"));
        var sales = new Sales(app);
        await sales.IdentifyAsync(isCompany ? Sales.Company : Sales.Person);
        var payment = await sales.PayAsync(10_000);
        await sales.IssueAsync();
        var invoice = Assert.Single(await sales.DocumentsAsync());
        await sales.RefundAsync(payment, new VatSplit(10_000, 2000));
        await sales.IssueAsync();
        Assert.Equal(WaitsFor.Staff, Assert.Single(await app.Get<InvoiceBook>().WaitingAsync(null, default)).WaitsFor);
        Assert.Equal([kind], (await app.Get<Corrections>().OpenAsync(invoice.Id, default))!.Kinds.Take(1));

        var wanted = new NewCorrection(invoice.Id, kind, [10_000], "İade");
        if (isCompany)
        {
            Assert.Equal("invoices.no_foreign", (await app.Get<Corrections>().CreditAsync(wanted, Guid.NewGuid(), default))!.Code);
        }

        Assert.Null(await app.Get<Corrections>().CreditAsync(
            wanted with { ForeignNumber = isCompany ? "ABC2026000000007" : null, ForeignOn = isCompany ? new DateOnly(2026, 3, 2) : null }, Guid.NewGuid(), default));
        clock.Advance(TimeSpan.FromMinutes(6));
        await sales.IssueAsync();

        Assert.Empty(await app.Get<InvoiceBook>().WaitingAsync(null, default));
        Assert.Equal(isCompany ? 1 : 2, (await sales.DocumentsAsync()).Count);
        Assert.Equal(DocumentState.Credited, (await sales.DocumentsAsync()).Single(d => d.Id == invoice.Id).State);
        Assert.Equal("", await sales.FaultsAsync());
    }

    [Fact]
    public async Task A_legal_invoice_can_be_voided_for_eight_days()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(clock, Sales.Fiscal("Export"));
        var sales = new Sales(app);
        await sales.IdentifyAsync();
        await sales.PayAsync(10_000);
        await sales.IssueAsync();
        clock.Advance(TimeSpan.FromDays(8.1));

        var refusal = await app.Get<Corrections>().VoidAsync(Assert.Single(await sales.DocumentsAsync()).Id, "Yanlış", Guid.NewGuid(), default);

        Assert.Equal("invoices.too_late", refusal!.Code);
    }

    [Fact]
    public async Task With_an_integrator_a_document_is_printed_once_it_was_accepted()
    {
        await using var app = await PortalApp.StartAsync(Sales.Fiscal("Integrator"));
        var sales = new Sales(app);
        await sales.IdentifyAsync();
        await sales.PayAsync(10_000);
        await sales.IssueAsync();
        var row = Assert.Single(await sales.DocumentsAsync());
        Assert.Equal((DocumentState.AtIntegrator, 0), (row.State, await app.Get<PrintInvoicesJob>().RunAsync(default)));

        Assert.Null(await app.Get<Corrections>().AcceptAsync(row.Id, "INT-1", Guid.NewGuid(), default));

        Assert.Equal(1, await app.Get<PrintInvoicesJob>().RunAsync(default));
        Assert.Equal(DocumentState.Issued, Assert.Single(await sales.DocumentsAsync()).State);
    }

    [Theory]
    [InlineData("Invoices:Prefixes:Legal", "WP1")]
    [InlineData("Invoices:Prefixes:Legal", "BLG")]
    [InlineData("Invoices:Prefixes:Legal", null)]
    [InlineData("Invoices:Seller:TaxNumber", "9876543210")]
    [InlineData("Invoices:Seller:City", null)]
    [InlineData("Invoices:FiscalMode", "Legal")]
    public async Task A_setting_that_cannot_be_lawful_stops_the_start(string key, string? value)
    {
        var settings = Sales.Fiscal("Export").Where(s => s.Key != key).Concat(value is null ? [] : new[] { (key, value) }).ToArray();

        await Assert.ThrowsAnyAsync<Exception>(async () => await (await PortalApp.StartAsync(settings)).DisposeAsync());
    }
}
