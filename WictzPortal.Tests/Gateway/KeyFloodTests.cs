using System.Data.Common;
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WictzPortal.Keys;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;
using Xunit.Abstractions;

namespace WictzPortal.Tests.Gateway;

/// <summary>Strangers who try keys.</summary>
public sealed class KeyFloodTests(ITestOutputHelper output)
{
    [Fact, Trait("Exam", "35")]
    public async Task A_flood_of_unknown_keys_asks_no_database_and_customers_are_served_meanwhile()
    {
        var commands = new CommandCount();
        await using var rig = await LoadRig.StartAsync("100", services => services.Intercept(commands));
        Assert.NotEqual(0, commands.Count);      // so it would be seen
        await Calls.RecordsAsync(rig.App, rig.AccountNumber);

        // Whatever runs beside it asks as often in as long a time: a flood that asks would show a thousand commands.
        var before = commands.Count;
        await Parallel.ForAsync(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) =>
            Assert.Equal(HttpStatusCode.Unauthorized, (await rig.AskAsync(LoadRig.Whole, KeyText.New().Text)).Status));
        var during = commands.Count - before;
        var served = await rig.AskAsync(LoadRig.Whole);

        Assert.InRange(during, 0, 50);
        Assert.Equal(HttpStatusCode.OK, served.Status);
        Assert.Equal([served.RequestId], await rig.SettledAsync(100 * 100_000_000L));
    }

    [Fact, Trait("Exam", "35"), Trait("Form", "Long")]
    public async Task What_ten_thousand_unknown_keys_a_second_cost_a_customer()
    {
        await using var rig = await LoadRig.StartAsync("1000");
        await P99Async(rig, TimeSpan.FromSeconds(10));
        var ring = rig.App.Get<KeyRing>();
        string[] unknown = [.. Enumerable.Range(0, 10_000).Select(_ => KeyText.New().Text)];
        for (var round = 0; round < 3; round++)
        {
            var quiet = await P99Async(rig, TimeSpan.FromSeconds(10));
            using var end = new CancellationTokenSource();
            var flood = Task.Run(async () =>
            {
                // Looked up in process: to send so many over HTTP would measure the sender. A tenth of them each tenth of a second.
                long tried = 0;
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
                while (!end.IsCancellationRequested && await timer.WaitForNextTickAsync())
                {
                    for (var i = 0; i < 1_000; i++)
                    {
                        Assert.Null(ring.Find(unknown[tried++ % unknown.Length]));
                    }
                }

                return tried;
            });
            var flooded = await P99Async(rig, TimeSpan.FromSeconds(10));
            await end.CancelAsync();
            output.WriteLine($"p99 {quiet.TotalMilliseconds:F2} ms quiet, {flooded.TotalMilliseconds:F2} ms under {await flood / 10} keys/s: {flooded / quiet:F2} times");
        }
    }

    private static async Task<TimeSpan> P99Async(LoadRig rig, TimeSpan during)
    {
        var took = new List<TimeSpan>();
        for (var since = Stopwatch.StartNew(); since.Elapsed < during;)
        {
            var call = Stopwatch.StartNew();
            Assert.Equal(HttpStatusCode.OK, (await rig.AskAsync(LoadRig.Whole)).Status);
            took.Add(call.Elapsed);
        }

        took.Sort();
        return took[took.Count * 99 / 100];
    }

    private sealed class CommandCount : DbCommandInterceptor
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            Interlocked.Increment(ref _count);
            return result;
        }
    }
}
