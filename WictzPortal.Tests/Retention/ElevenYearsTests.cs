using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Retention;
using WictzPortal.Tests.Invoices;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;

namespace WictzPortal.Tests.Retention;

/// <summary>
/// Eleven years of a portal: new rows in every table, sweeps on schedule, and at no simulated day a row that anybody sees beyond its rule,
/// or a row of the books that is gone too early.
/// </summary>
public sealed class ElevenYearsTests
{
    // What the books claim about: rows made by calls and sales, not out of the air.
    private static readonly HashSet<string> Books = ["usage_records", "usage_rollups", "plan_purchases"];
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Promise", "A-39"), Trait("Promise", "A-40"), Trait("Promise", "B-34"), Trait("Promise", "B-35")]
    public Task Every_year() => RunAsync(TimeSpan.FromDays(365));

    [Fact, Trait("Form", "Long")]
    public Task Every_day() => RunAsync(TimeSpan.FromDays(1));

    private static async Task RunAsync(TimeSpan step)
    {
        var clock = new FakeClock(Start);
        await using var app = await PortalApp.StartAsync(clock);
        var (map, limits, sweeper, anchors) = (app.Get<DataMap>(), app.Get<RetentionLimits>(), app.Get<Sweeper>(), app.Get<AnchorAuditJob>());
        var planted = map.Sets
            .Where(set => set.KeptFrom is not null && !set.Entity.GetForeignKeys().Any() && !SweepTests.OwnSweeps.Contains(set.Table) && !Books.Contains(set.Table))
            .ToList();
        var sales = new Sales(app);
        await sales.IdentifyAsync();
        var price = await Calls.PriceAsync(app, 1_000);
        var issued = new List<(string Number, int Year)>();
        var end = IstanbulYear.StartOf(2038);
        while (clock.GetUtcNow() < end)
        {
            // Each step once a quarter at most, however short it is.
            if (issued.Count == 0 || clock.GetUtcNow() - Start >= TimeSpan.FromDays(91) * issued.Count)
            {
                await PlantAsync(map, planted, clock.GetUtcNow());
                await sales.PayAsync(1_000);
                await sales.IssueAsync();
                await Calls.ServeAsync(app, Calls.Usage(sales.AccountNumber, 1_000, clock.GetUtcNow()) with { PriceVersionId = price });
                await Calls.ExpandedAsync(app);
                issued.Add(((await sales.DocumentsAsync()).MaxBy(d => d.IssuedAt)!.Number, IstanbulYear.Of(clock.GetUtcNow())));
                await app.Get<AuditTrail>().WriteAsync(new AuditNote("test.note", null), default);
            }

            await anchors.RunAsync(default);
            await sweeper.RunAsync(default);
            await AssertNothingIsTooOldAsync(app, limits, clock.GetUtcNow());
            var kept = issued.Where(document => document.Year >= IstanbulYear.Of(clock.GetUtcNow()) - 10).Select(document => document.Number);
            Assert.Equal(kept.Order(), (await sales.DocumentsAsync()).Select(d => d.Number).Order());
            clock.Advance(clock.GetUtcNow() + step < end ? step : end - clock.GetUtcNow());
        }

        await anchors.RunAsync(default);
        await sweeper.RunAsync(default);
        await AssertWellAsync(app.Get<LedgerVerify>().RunAsync);
        await AssertWellAsync(app.Get<AuditVerify>().RunAsync);
        await AssertWellAsync(app.Get<RetentionReport>().RunAsync);
    }

    private static async Task AssertWellAsync(Func<string[], TextWriter, CancellationToken, Task<int>> verb)
    {
        var said = new StringWriter();
        var code = await verb([], said, default);
        Assert.True(code == 0, said.ToString());
    }

    private static async Task PlantAsync(DataMap map, IEnumerable<DataSet> sets, DateTimeOffset now)
    {
        foreach (var store in sets.GroupBy(set => set.Store))
        {
            await using var db = await map.OpenAsync(store.First(), default);
            db.AddRange(store.Select(set => Rows.Of(set, now)));
            await db.SaveChangesAsync();
        }
    }

    // By the databases themselves, past every filter.
    private static async Task AssertNothingIsTooOldAsync(PortalApp app, RetentionLimits limits, DateTimeOffset now)
    {
        foreach (var table in await app.Get<RetentionBoard>().LookAsync(default))
        {
            Assert.True(table.OldestAt is null || table.OldestAt >= table.Before - TimeSpan.FromHours(2), $"{table.Table} on {now:O}: {table.OldestAt:O}");
            Assert.Equal((0, 0), (table.Restricted, table.Held));
        }

        Assert.Equal(90, limits.DaysOf(RetentionRule.Log90));
    }
}
