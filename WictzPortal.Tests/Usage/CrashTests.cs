using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Ledger;
using WictzPortal.Tests.Gateway;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>The built portal as a process of its own, killed under load.</summary>
public sealed class CrashTests
{
    private const int Clients = 16;

    [Fact, Trait("Exam", "17")]
    public Task Three_kills_under_load_lose_and_double_nothing() => KillAsync(3);

    [Fact, Trait("Exam", "17"), Trait("Form", "Long")]
    public Task Two_hundred_kills_under_load_lose_and_double_nothing() => KillAsync(200);

    private static async Task KillAsync(int kills)
    {
        await using var upstream = await FakeOpenAi.StartAsync();
        upstream.Script = new FakeScript { BetweenDeltas = TimeSpan.FromMilliseconds(20) };      // long enough to be told before a kill
        var catalog = Path.Combine(Path.GetTempPath(), $"catalog-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(catalog, TestCatalog.Json(upstream.BaseUrl, upstream.BaseUrl));
        (string, string)[] settings = [("Gateway:CatalogFile", catalog), ("Plans:SignUpCredit", "1000")];

        await using var first = await PortalApp.StartAsync(settings);
        var (account, secret) = await LoadRig.CustomerAsync(first);
        var start = (await first.Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros;
        var database = await first.LeaveDataAsync();

        var whole = new ConcurrentBag<Guid>();
        for (var kill = 0; kill < kills; kill++)
        {
            await LoadAndKillAsync([.. database.Settings, .. settings], secret, whole);
        }

        await using var last = await PortalApp.StartOnAsync(database, settings);
        await RecoveredAsync(last);
        var records = await Calls.RecordsAsync(last, account);
        Assert.True(whole.Count > kills, $"Only {whole.Count} answers arrived before {kills} kills.");
        Assert.Empty(whole.Except(records.Select(r => r.RequestId)));
        Assert.Equal(records.Count, records.Select(r => r.RequestId).Distinct().Count());
        Assert.True(records.Count - whole.Count <= Clients * kills, $"{records.Count} records of {whole.Count} whole answers.");
        var lost = records.Where(r => r.End == CallEnd.PortalStopped).ToList();
        Assert.NotEmpty(lost);      // some were with their provider at each kill
        Assert.All(lost, r => Assert.True(r is { Estimated: true, Charged.Micros: 0, Cost.Micros: > 0 }));
        var given = await GivenBackAsync(last, account, records);

        // What was handed to the connection in the last moment may not have been sent.
        var unseen = records.Where(r => r is { Streamed: false, End: CallEnd.Completed }).Select(r => r.RequestId).Except(whole).Except(given.Keys).Count();
        Assert.True(unseen <= kills, $"{unseen} answers were charged, not seen, and not given back.");
        Assert.Equal((0, 0L), (last.Get<Purses>().Held, last.Get<Purses>().ReservedInAll()));
        var left = start - records.Sum(r => r.Charged.Micros) + given.Values.Sum();
        Assert.Equal(left, (await last.Get<Purses>().StateAsync(account, default)).Available.Micros);
        using var report = new StringWriter();
        Assert.True(await last.Get<LedgerVerify>().RunAsync([], report, default) == 0, report.ToString());
        File.Delete(catalog);
    }

    // On PostgreSQL what killed nodes held is taken over some seconds after they fell silent.
    private static async Task RecoveredAsync(PortalApp app)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var db = app.OpenDb();
        while (await db.ClusterNodes.CountAsync(limit.Token) > 1)
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private static async Task<Dictionary<Guid, long>> GivenBackAsync(PortalApp app, long account, IReadOnlyList<UsageRecord> records)
    {
        await using var db = app.OpenDb();
        Assert.False(await db.OpenCalls.AnyAsync());
        var keys = await db.LedgerEntries.Where(e => e.Kind == LedgerEntryKind.UndeliveredCredit).Select(e => e.IdempotencyKey).ToListAsync();
        var ids = keys.Select(key => Guid.Parse(key["undelivered/".Length..])).ToHashSet();
        var given = records.Where(r => ids.Contains(r.RequestId)).ToList();
        Assert.Equal(ids.Count, given.Count);
        Assert.All(given, r => Assert.False(r.Streamed));
        foreach (var record in given)
        {
            Assert.Equal(record.Charged, await app.Get<UndeliveredCredits>().FindAsync(account, record.RequestId, default));
        }

        return given.ToDictionary(r => r.RequestId, r => r.Charged.Micros);
    }

    private static async Task LoadAndKillAsync((string Key, string Value)[] settings, string secret, ConcurrentBag<Guid> whole)
    {
        await using var portal = await PortalProcess.StartAsync(settings, secret);
        var clients = Enumerable.Range(0, Clients).Select(i => portal.CallUntilItFailsAsync(i % 2 == 0, whole)).ToArray();
        await portal.LiveAsync(whole, Random.Shared.Next(20));
        portal.Kill();
        await Task.WhenAll(clients);
    }
}
