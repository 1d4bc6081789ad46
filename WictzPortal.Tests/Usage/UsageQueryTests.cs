using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;
using WictzPortal.Retention;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class UsageQueryTests
{
    private static readonly DateTimeOffset Spring = new(2026, 4, 2, 9, 20, 0, TimeSpan.Zero);

    [Theory, Trait("Exam", "41")]
    [InlineData("Europe/Istanbul")]
    [InlineData("Europe/Berlin")]              // 29 March 2026 has 23 hours there
    [InlineData("Asia/Kathmandu")]             // UTC+05:45
    [InlineData("America/St_Johns")]           // UTC−03:30, daylight saving since 8 March
    public async Task Each_day_of_the_chart_is_the_sum_of_the_raw_records_of_that_local_day(string zoneName)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        await using var app = await PortalApp.StartAsync(new FakeClock(Spring));
        var account = await Calls.AccountWithAsync(app, 1_000_000_000);
        var random = new Random(41);
        var times = Enumerable.Range(0, 600).Select(_ => Spring.AddMinutes(-random.Next(1, 30 * 24 * 60))).Order().ToList();
        await app.Get<UsageSeeder>().WriteAsync(times.Select(at => Seed(Calls.Usage(account, random.Next(1, 9999), at))), default);

        var overview = await app.Get<UsageQuery>().OverviewAsync(account, UsageRange.Month, zone, default);

        var raw = (await Calls.RecordsAsync(app, account))
            .GroupBy(r => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(r.At, zone).DateTime))
            .ToDictionary(day => day.Key, day => (day.Count(), day.Sum(r => r.Charged.Micros)));
        Assert.Equal(30, overview.Bars.Count);
        foreach (var bar in overview.Bars)
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(bar, zone).DateTime);
            var points = overview.Points.Where(p => p.StartAt == bar).ToList();
            Assert.Equal(raw.GetValueOrDefault(day), ((int)points.Sum(p => p.Requests), points.Sum(p => p.Cost.Micros)));
        }
    }

    [Fact]
    public async Task The_overview_sums_what_was_served_refused_and_measured_and_compares_it()
    {
        await using var app = await PortalApp.StartAsync(new FakeClock(Spring));
        var account = await Calls.AccountWithAsync(app, 1_000_000);
        var lastWeek = Calls.Usage(account, 500, Spring.AddDays(-9));
        var served = Calls.Usage(account, 100, Spring.AddDays(-2));
        var cut = Calls.Usage(account, 40, Spring.AddDays(-2), CallEnd.UpstreamCut);
        var refused = Calls.Log(Calls.Usage(account, 0, Spring.AddDays(-1)), 429, settled: false);

        await app.Get<UsageSeeder>().WriteAsync([Seed(lastWeek), Seed(served), new(cut, Calls.Log(cut, 502)), new(null, refused)], default);
        var overview = await app.Get<UsageQuery>().OverviewAsync(account, UsageRange.Week, TimeZoneInfo.Utc, default);

        Assert.Equal(new UsageTotals(3, 2, 254, 100, new Money(140), TimeSpan.FromMilliseconds(800), TimeSpan.FromMilliseconds(200)), overview.Current);
        Assert.Equal((1, 500), (overview.Previous.Requests, overview.Previous.Cost.Micros));
        Assert.Equal(140, Assert.Single(overview.Models).Cost.Micros);
        Assert.Equal(3, Assert.Single(overview.Keys).Requests);
    }

    [Fact]
    public async Task The_request_list_filters_pages_and_streams_the_same_rows()
    {
        await using var app = await PortalApp.StartAsync(new FakeClock(Spring));
        var account = await Calls.AccountWithAsync(app, 1_000_000);
        var calls = Enumerable.Range(0, 4500).Select(i =>
        {
            var usage = Calls.Usage(account, 1, Spring.AddSeconds(-i / 3));
            return new SeedCall(usage, Calls.Log(usage, i % 10 == 0 ? 500 : 200));
        }).Reverse().ToList();
        await app.Get<UsageSeeder>().WriteAsync(calls, default);
        var query = app.Get<UsageQuery>();
        var all = new RequestFilter(Spring.AddDays(-1), Spring.AddDays(1));

        var errors = await query.RequestsAsync(account, all with { Status = StatusClass.ServerError }, 440, 20, default);
        var streamed = await query.StreamAsync(account, all, default).ToListAsync();
        var elsewhere = await query.RequestsAsync(account + 1, all, 0, 20, default);

        Assert.Equal((450, 10), (errors.Total, errors.Rows.Count));
        Assert.All(errors.Rows, row => Assert.Equal(500, row.Status));
        Assert.Equal(4500, streamed.Select(r => r.RequestId).Distinct().Count());
        Assert.Equal(streamed.OrderByDescending(r => r.At).Select(r => r.At), streamed.Select(r => r.At));
        Assert.Equal(0, elsewhere.Total);
    }

    [Fact]
    public async Task Details_show_the_billing_record_and_the_address_to_their_account_alone()
    {
        await using var app = await PortalApp.StartAsync(new FakeClock(Spring));
        var account = await Calls.AccountWithAsync(app, 1_000_000);
        var usage = Calls.Usage(account, 70, Spring.AddHours(-1));
        await app.Get<UsageSeeder>().WriteAsync([Seed(usage)], default);

        var details = await app.Get<UsageQuery>().FindAsync(account, usage.RequestId, default);

        Assert.Equal(("203.0.113.77", 70), (details!.Ip, details.Metered!.Charged.Micros));
        Assert.Equal(usage.Tokens, details.Metered.Tokens);
        Assert.Null(await app.Get<UsageQuery>().FindAsync(account + 1, usage.RequestId, default));
    }

    [Fact, Trait("Promise", "B-34"), Trait("Exam", "40")]
    public async Task No_row_of_the_request_log_is_ever_older_than_90_days()
    {
        var clock = new FakeClock(Spring);
        await using var app = await PortalApp.StartAsync(clock);
        var account = await Calls.AccountWithAsync(app, 1_000_000);
        var calls = Enumerable.Range(0, 100).Select(day => Seed(Calls.Usage(account, 1, Spring.AddDays(-day - 0.5)))).Reverse();
        await app.Get<UsageSeeder>().WriteAsync(calls, default);
        var all = new RequestFilter(DateTimeOffset.MinValue, Spring.AddYears(1));
        Assert.Equal(90, (await app.Get<UsageQuery>().RequestsAsync(account, all, 0, 1, default)).Total);      // before the job has run

        var sweeper = app.Get<Sweeper>();
        Assert.Equal(60, await app.Get<CutAddressesJob>().RunAsync(default));
        Assert.Equal(11, await sweeper.RunAsync(default));
        Assert.Equal(0, await sweeper.RunAsync(default));
        for (var hour = 0; hour < 3; hour++)
        {
            await using var db = app.Get<IDbContextFactory<RequestLogDb>>().CreateDbContext();
            clock.Advance(TimeSpan.FromHours(1));
            Assert.True(clock.GetUtcNow() - await db.RequestLogEntries.MinAsync(e => e.At) <= TimeSpan.FromDays(90));
            await sweeper.RunAsync(default);
        }

        var old = (await app.Get<UsageQuery>().RequestsAsync(account, all with { ToAt = Spring.AddDays(-40) }, 0, 1, default)).Rows[0];
        Assert.Equal("203.0.113.0/24", (await app.Get<UsageQuery>().FindAsync(account, old.RequestId, default))!.Ip);
        Assert.Equal(100, (await Calls.RecordsAsync(app, account)).Count);      // billing records stay
    }

    [Fact, Trait("Promise", "A-40")]
    public async Task Sums_are_gone_after_twelve_months_and_the_books_still_verify()
    {
        await using var app = await PortalApp.StartAsync(new FakeClock(Spring));
        var account = await Calls.AccountWithAsync(app, 1_000_000);
        var price = await Calls.PriceAsync(app, 5);
        SeedCall Past(int days) => Seed(Calls.Usage(account, 5, Spring.AddDays(-days)) with { PriceVersionId = price });
        await app.Get<UsageSeeder>().WriteAsync([Past(400), Past(364), Past(100)], default);

        var swept = await app.Get<Sweeper>().RunAsync(default);
        var left = await app.Get<Sweeper>().RunAsync(default);

        await using var db = app.OpenDb();
        Assert.Equal((7, 0), (swept, left));
        Assert.Equal(1, await db.UsageRollups.CountAsync(r => r.AccountNumber == account));
        Assert.Equal(0, await app.Get<LedgerVerify>().RunAsync([], TextWriter.Null, default));
    }

    [Fact]
    public async Task A_live_page_hears_of_its_account_alone_and_no_more_after_it_has_gone()
    {
        var app = await PortalApp.SharedAsync;
        var (mine, other) = (await Calls.AccountWithAsync(app, 1_000), await Calls.AccountWithAsync(app, 1_000));
        var heard = 0;
        using (app.Get<UsageFeed>().Listen(mine, () => Interlocked.Increment(ref heard)))
        {
            await Calls.ServeAsync(app, Calls.Usage(other, 1));
            await Calls.RecordsAsync(app, other);
            Assert.Equal(0, heard);
            await Calls.ServeAsync(app, Calls.Usage(mine, 1));
            await Calls.RecordsAsync(app, mine);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref heard) > 0, TimeSpan.FromSeconds(5)));
        }

        var before = heard;
        app.Get<UsageFeed>().Tell([mine]);
        Assert.Equal(before, heard);
    }

    private static SeedCall Seed(UsageDraft usage) => new(usage, Calls.Log(usage));
}
