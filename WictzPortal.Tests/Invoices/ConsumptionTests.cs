using Microsoft.EntityFrameworkCore;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Invoices;

/// <summary>Money that is invoiced when it is used: receipts, plans, months, and wallets that hold money of both kinds.</summary>
public sealed class ConsumptionTests
{
    private static readonly (string, string)[] Consumption = [("Billing:TaxPoints:0:From", "2026-01-01"), ("Billing:TaxPoints:0:Point", "Consumption")];

    [Fact]
    public async Task An_advance_has_a_receipt_and_what_is_used_of_it_is_invoiced_to_the_last_kurus()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(clock, Consumption);
        var sales = new Sales(app);
        await sales.PayAsync(8333);
        await UseAsync(app, sales, clock.GetUtcNow(), 3_000_333_333);      // 30 lira, and a third of a kuruş
        await sales.IssueAsync();
        Assert.Equal(DocumentKind.AdvanceReceipt, Assert.Single(await sales.DocumentsAsync()).Kind);
        Assert.Equal((1667, 0), (Kurus(await sales.BalanceAsync(LedgerAccount.VatAdvance)), Kurus(await sales.BalanceAsync(LedgerAccount.VatPayable))));

        // A month is closed a day after its end, and once.
        clock.Advance(new DateTimeOffset(2026, 2, 1, 5, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        Assert.Equal(0, await app.Get<CloseMonthsJob>().RunAsync(default));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await app.Get<CloseMonthsJob>().RunAsync(default));
        Assert.Equal(0, await app.Get<CloseMonthsJob>().RunAsync(default));
        await sales.IssueAsync();
        var january = (await sales.DocumentsAsync())[0];
        var document = await sales.ReadAsync(january);
        Assert.Equal((3000, 600), (january.Amount.NetKurus, january.Amount.VatKurus));
        Assert.Equal(new ServicePeriod(new(2026, 1, 1), new(2026, 1, 31)), document.Period);
        Assert.Equal(1, Assert.Single(document.Lines).ModelId);

        // What was booked late, then the rest of the advance; the plan takes more than is left.
        await UseAsync(app, sales, new DateTimeOffset(2026, 1, 31, 20, 0, 0, TimeSpan.Zero), 1_000_000_000);
        await sales.BuyPlanAsync(4000);
        await UseAsync(app, sales, clock.GetUtcNow(), 300_000_000);
        await sales.IssueAsync();
        clock.Advance(TimeSpan.FromDays(28));
        await app.Get<CloseMonthsJob>().RunAsync(default);
        await sales.IssueAsync();
        var all = await sales.DocumentsAsync();
        Assert.Equal([1300, 4000, 3000, 8333], all.Select(d => d.Amount.NetKurus));
        Assert.Equal([300, 1000], (await sales.ReadAsync(all[0])).Lines.Select(line => line.NetKurus));
        Assert.Equal("", await sales.FaultsAsync());
        Assert.Equal(0, await RecomputeAsync(app, all[0].Number));
        Assert.Equal(0, await RecomputeAsync(app, january.Number));
        await using var db = app.OpenDb();
        await db.UsageRecords.ExecuteDeleteAsync();
        Assert.Equal(1, await RecomputeAsync(app, january.Number));
    }

    [Fact]
    public async Task A_wallet_of_both_kinds_invoices_each_lira_once_and_draws_all_of_the_advances_tax()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(
            clock, ("Billing:TaxPoints:0:From", "2026-01-01"), ("Billing:TaxPoints:0:Point", "Payment"),
            ("Billing:TaxPoints:1:From", "2026-01-20"), ("Billing:TaxPoints:1:Point", "Consumption"));
        var sales = new Sales(app);
        await sales.PayAsync(5000);      // invoiced now
        clock.Advance(TimeSpan.FromDays(12));
        await sales.PayAsync(3333);      // an advance
        await UseAsync(app, sales, clock.GetUtcNow(), 6_000_000_000);
        clock.Advance(new DateTimeOffset(2026, 2, 2, 9, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        await app.Get<CloseMonthsJob>().RunAsync(default);
        await sales.IssueAsync();

        var documents = await sales.DocumentsAsync();

        Assert.Equal(8333, documents.Where(d => d.Kind == DocumentKind.Invoice).Sum(d => d.Amount.NetKurus));
        Assert.Equal((0, 1667), (Kurus(await sales.BalanceAsync(LedgerAccount.VatAdvance)), Kurus(await sales.BalanceAsync(LedgerAccount.VatPayable))));
        Assert.Equal("", await sales.FaultsAsync());
    }

    [Fact]
    public async Task What_promotional_credit_paid_is_not_invoiced_and_a_repaid_advance_has_its_document()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(clock, Consumption);
        var sales = new Sales(app);
        await Calls.PostAsync(app, sales.AccountNumber, LedgerAccount.PromotionalCredit, LedgerAccount.PromotionalCost, 1_000_000_000);
        var payment = await sales.PayAsync(10_000);
        await UseAsync(app, sales, clock.GetUtcNow(), 1_500_000_000);
        await sales.IssueAsync();
        await sales.RefundAsync(payment, new VatSplit(2000, 400));
        clock.Advance(new DateTimeOffset(2026, 2, 2, 9, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        await app.Get<CloseMonthsJob>().RunAsync(default);
        await sales.IssueAsync();

        var documents = await sales.DocumentsAsync();

        Assert.Equal(500, Assert.Single(documents, d => d.Kind == DocumentKind.Invoice).Amount.NetKurus);
        Assert.Equal(2000, Assert.Single(documents, d => d.Kind == DocumentKind.AdvanceRepayment).Amount.NetKurus);
    }

    private static async Task UseAsync(PortalApp app, Sales sales, DateTimeOffset at, long micros)
    {
        await Calls.ServeAsync(app, Calls.Usage(sales.AccountNumber, micros, at));
        await Calls.ExpandedAsync(app);
    }

    private static async Task<int> RecomputeAsync(PortalApp app, string number)
    {
        await using var output = new StringWriter();
        return await app.Get<RecomputeInvoice>().RunAsync([number], output, default);
    }

    private static long Kurus(Money amount) => amount.Micros / 1_000_000;
}
