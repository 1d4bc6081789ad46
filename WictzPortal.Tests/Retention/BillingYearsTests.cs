using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Retention;
using WictzPortal.Tests.Invoices;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;

namespace WictzPortal.Tests.Retention;

/// <summary>Books and documents: whole to the last hour of the tenth year after theirs, gone with the first of the next, and still in order.</summary>
public sealed class BillingYearsTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastHour = new(2036, 12, 31, 20, 30, 0, TimeSpan.Zero);      // 23:30 in Istanbul

    [Theory, InlineData("Payment"), InlineData("Consumption")]
    [Trait("Promise", "B-35"), Trait("Promise", "A-39")]
    public async Task A_year_is_whole_to_its_last_hour_and_gone_with_the_next(string taxPoint)
    {
        var clock = new FakeClock(Start);
        await using var app = await PortalApp.StartAsync(clock, ("Invoices:TaxPoint", taxPoint));
        var sales = new Sales(app);
        await sales.IdentifyAsync();
        var first = await sales.PayAsync(100_000);
        await sales.IssueAsync();
        clock.Advance(TimeSpan.FromDays(1));
        await sales.RefundAsync(first, new VatSplit(10_000, 2_000));
        await sales.IssueAsync();
        var ofFirstYear = await sales.DocumentsAsync();

        clock.Advance(new DateTimeOffset(2027, 3, 1, 9, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        await sales.PayAsync(50_000);
        await sales.IssueAsync();
        var (balance, left) = (await BalanceAsync(app, sales), await LeftAsync(app, sales));

        clock.Advance(LastHour - clock.GetUtcNow());
        await app.Get<Sweeper>().RunAsync(default);
        Assert.Equal(2 + 1, (await sales.DocumentsAsync()).Count);

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty((await sales.DocumentsAsync()).IntersectBy(ofFirstYear.Select(d => d.Number), d => d.Number));      // before the sweep, too
        await app.Get<Sweeper>().RunAsync(default);
        await app.Get<Sweeper>().RunAsync(default);

        Assert.Equal((balance, left), (await BalanceAsync(app, sales), await LeftAsync(app, sales)));
        Assert.Equal("", await VerifyAsync(app));
        Assert.Equal(1, await CountAsync<IssuedDocument>(app));
        await Assert.ThrowsAnyAsync<DbException>(() => app.OpenDb().IssuedDocuments.ExecuteDeleteAsync());
        await Assert.ThrowsAnyAsync<DbException>(() => app.OpenDb().LedgerEntries.Where(e => e.Kind == LedgerEntryKind.CarriedForward).ExecuteDeleteAsync());

        clock.Advance(TimeSpan.FromDays(366));
        await app.Get<Sweeper>().RunAsync(default);
        Assert.Equal((0, balance), (await CountAsync<IssuedDocument>(app), await BalanceAsync(app, sales)));
        Assert.Equal("", await VerifyAsync(app));
    }

    [Fact, Trait("Promise", "B-35")]
    public async Task Usage_goes_with_its_year_and_what_it_took_stays_taken()
    {
        var newYear = new DateTimeOffset(2026, 12, 31, 20, 59, 59, TimeSpan.Zero);
        var clock = new FakeClock(newYear);
        await using var app = await PortalApp.StartAsync(clock);
        var account = await Calls.AccountWithAsync(app, 1_000_000);
        var price = await Calls.PriceAsync(app, 5);
        await Calls.ServeAsync(app, Calls.Usage(account, 5, newYear) with { PriceVersionId = price });
        clock.Advance(TimeSpan.FromSeconds(2));      // the call is of the old year, its entry of the new one
        await Calls.ExpandedAsync(app);
        await Calls.ServeAsync(app, Calls.Usage(account, 5, clock.GetUtcNow().AddDays(60)) with { PriceVersionId = price });
        clock.Advance(TimeSpan.FromDays(60));
        await Calls.ExpandedAsync(app);
        var balance = await app.Get<GeneralLedger>().BalanceAsync(account, default);

        clock.Advance(new DateTimeOffset(2036, 12, 31, 21, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        await app.Get<Sweeper>().RunAsync(default);

        Assert.Equal((1, 999_990), (await CountAsync<WictzPortal.Usage.UsageRecord>(app), balance.Total.Micros));
        Assert.Equal(balance, await app.Get<GeneralLedger>().BalanceAsync(account, default));
        Assert.Equal("", await VerifyAsync(app));
        Assert.Equal(balance.Total.Micros, (await app.Get<LedgerHistory>().ReadAsync(account, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, default)).Sum(line => line.Amount.Micros));

        clock.Advance(TimeSpan.FromDays(366));
        await app.Get<Sweeper>().RunAsync(default);
        Assert.Equal((0, balance), (await CountAsync<WictzPortal.Usage.UsageRecord>(app), await app.Get<GeneralLedger>().BalanceAsync(account, default)));
        Assert.Equal("", await VerifyAsync(app));
    }

    [Fact, Trait("Promise", "X-12")]
    public async Task No_year_can_be_cut_off_the_books_before_its_ten_are_over()
    {
        var clock = new FakeClock(Start);
        await using var app = await PortalApp.StartAsync(clock);
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => app.Get<BooksCuts>().MoveAsync(db, IstanbulYear.StartOf(2017), default));
        await app.Get<BooksCuts>().MoveAsync(db, IstanbulYear.StartOf(2016), default);
        Assert.Equal(2016, await app.Get<BooksCuts>().FirstYearAsync(db, default));
        await Assert.ThrowsAnyAsync<DbException>(() => db.Database.ExecuteSqlAsync($"""DELETE FROM books_cut"""));
    }

    private static async Task<int> CountAsync<T>(PortalApp app)
        where T : class
    {
        await using var db = app.OpenDb();
        return await db.Set<T>().IgnoreQueryFilters().CountAsync();
    }

    private static Task<LedgerBalance> BalanceAsync(PortalApp app, Sales sales) => app.Get<GeneralLedger>().BalanceAsync(sales.AccountNumber, default);

    private static async Task<long> LeftAsync(PortalApp app, Sales sales)
    {
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        return await AdvanceBook.LeftKurusAsync(db, sales.AccountNumber, default);
    }

    /// <summary>What <c>ledger verify</c> finds wrong; empty when all is in order.</summary>
    private static async Task<string> VerifyAsync(PortalApp app)
    {
        await using var output = new StringWriter();
        await app.Services.GetServices<IVerb>().Single(v => v.Name == "ledger verify").RunAsync([], output, default);
        return string.Join('\n', output.ToString().Split('\n').Where(line => line.StartsWith("WRONG", StringComparison.Ordinal)));
    }
}
