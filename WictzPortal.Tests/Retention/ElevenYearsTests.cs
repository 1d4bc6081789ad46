using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Retention;
using WictzPortal.Tests.Invoices;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Retention;

/// <summary>
/// Eleven years of a portal: new rows in every table, sweeps on schedule, and at no simulated day a row that anybody sees beyond its rule,
/// or a row of the books that is gone too early.
/// </summary>
public sealed class ElevenYearsTests
{
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
            .Where(set => set.KeptFrom is not null && !set.Entity.GetForeignKeys().Any() && !SweepTests.OwnSweeps.Contains(set.Table)).ToList();
        var sales = new Sales(app);
        await sales.IdentifyAsync();
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

        Assert.Equal(0, await app.Get<LedgerVerify>().RunAsync([], TextWriter.Null, default));
        Assert.Equal(0, await app.Get<AuditVerify>().RunAsync([], TextWriter.Null, default));
        Assert.Equal(0, await app.Get<RetentionReport>().RunAsync([], TextWriter.Null, default));
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
