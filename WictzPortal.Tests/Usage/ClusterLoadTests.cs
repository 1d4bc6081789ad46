using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>Several nodes on one database under load, called as customers call them; one of them is killed.</summary>
public sealed class ClusterLoadTests
{
    private const int Clients = 8;

    [PostgresFact, Trait("Exam", "17")]
    public Task Two_kills_of_one_node_of_three_lose_and_double_nothing() => KillAsync(2);

    [PostgresFact, Trait("Exam", "17"), Trait("Form", "Long")]
    public Task Two_hundred_kills_of_one_node_of_three_lose_and_double_nothing() => KillAsync(200);

    [PostgresFact, Trait("Exam", "8"), Trait("Exam", "12"), Trait("Form", "Long")]
    public async Task Four_processes_together_admit_no_more_than_the_credit_covers()
    {
        const int covered = 20;
        await using var rig = await LoadRig.StartAsync("1");
        var portals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PortalProcess.StartAsync(rig.App.NodeSettings, rig.Secret)));
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Upstream.Script = new FakeScript { MayBegin = mayAnswer.Task };
        var first = rig.AskAsync(LoadRig.Whole);
        var each = await rig.ReservedAsync();
        await Calls.PostAsync(rig.App, rig.AccountNumber, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, (covered * each) - 100_000_000);

        var calls = Enumerable.Range(1, (covered * 10) - 1).Select(i => StatusAsync(portals[i % 4].Client)).ToList();
        for (var i = 0; i < 6000 && rig.Upstream.Calls.Count - 1 + calls.Count(c => c.IsCompleted) < calls.Count; i++)
        {
            await Task.Delay(10);
        }

        Assert.InRange(rig.Upstream.Calls.Count, 1, covered);
        mayAnswer.SetResult();
        var statuses = await Task.WhenAll(calls);
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.All(statuses, status => Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.PaymentRequired }));
        Assert.Equal(rig.Upstream.Calls.Count, 1 + statuses.Count(s => s == HttpStatusCode.OK));
        foreach (var portal in portals)
        {
            await portal.DisposeAsync();
        }

        await SettledAsync(rig, covered * each, rig.Upstream.Calls.Count);
    }

    private static async Task KillAsync(int kills)
    {
        const long credit = 1_000 * 100_000_000L;
        await using var rig = await LoadRig.StartAsync("1000");
        rig.Upstream.Script = new FakeScript { BetweenDeltas = TimeSpan.FromMilliseconds(20) };
        await using var second = await rig.App.JoinAsync();
        using var end = new CancellationTokenSource();
        var whole = new ConcurrentBag<Guid>();
        var others = Enumerable.Range(0, Clients).Select(i => CallUntilAsync(i % 2 == 0 ? rig.App : second, rig.Secret, i % 4 < 2, whole, end.Token)).ToArray();

        for (var kill = 0; kill < kills; kill++)
        {
            await using var third = await PortalProcess.StartAsync(rig.App.NodeSettings, rig.Secret);
            var clients = Enumerable.Range(0, Clients).Select(i => third.CallUntilItFailsAsync(i % 2 == 0, whole)).ToArray();
            await third.LiveAsync(whole, Random.Shared.Next(20));
            third.Kill();
            await Task.WhenAll(clients);
        }

        await end.CancelAsync();
        await Task.WhenAll(others);
        Assert.True(whole.Count > kills, $"Only {whole.Count} answers arrived before {kills} kills.");
        var ids = await SettledAsync(rig, credit, atLeast: whole.Count);
        Assert.Empty(whole.Except(ids));
        Assert.True(ids.Count - whole.Count <= Clients * kills, $"{ids.Count} records of {whole.Count} whole answers.");
    }

    /// <summary>Waits until what dead nodes held has been taken back, and checks that nothing was lost or charged twice.</summary>
    private static async Task<IReadOnlyList<Guid>> SettledAsync(LoadRig rig, long credit, int atLeast)
    {
        (long Available, long Reserved) now = default;
        List<UsageRecord> records = [];
        var given = 0L;
        for (var i = 0; i < 1200; i++)
        {
            records = await Calls.RecordsAsync(rig.App, rig.AccountNumber);
            await using (var db = rig.App.OpenDb())
            {
                var entries = db.LedgerEntries.Where(e => e.Kind == LedgerEntryKind.UndeliveredCredit);
                given = (await db.Postings.Where(p => p.AccountNumber == rig.AccountNumber && entries.Any(e => e.Id == p.EntryId))
                    .Select(p => p.Amount).ToListAsync()).Sum(m => m.Micros);
            }

            now = await rig.CreditAsync();
            if (records.Count >= atLeast && now == (credit - records.Sum(r => r.Charged.Micros) + given, 0))
            {
                break;
            }

            await Task.Delay(50);
        }

        Assert.Equal((credit - records.Sum(r => r.Charged.Micros) + given, 0), now);
        Assert.InRange(now.Available, 0, credit);
        Assert.Equal(records.Count, records.DistinctBy(r => r.RequestId).Count());
        Assert.Equal(now.Available, (await rig.App.Get<GeneralLedger>().BalanceAsync(rig.AccountNumber, default)).Total.Micros);
        using var report = new StringWriter();
        Assert.True(await rig.App.Get<LedgerVerify>().RunAsync([], report, default) == 0, report.ToString());
        return [.. records.Select(r => r.RequestId)];
    }

    private static async Task CallUntilAsync(PortalApp node, string secret, bool stream, ConcurrentBag<Guid> whole, CancellationToken end)
    {
        using var client = node.CreateClient(cookies: false);
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        while (!end.IsCancellationRequested)
        {
            whole.Add(await PortalProcess.CallAsync(client, stream));
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.PostAsync("/v1/chat/completions", new StringContent(LoadRig.Whole, Encoding.UTF8, "application/json"));
        return response.StatusCode;
    }
}
