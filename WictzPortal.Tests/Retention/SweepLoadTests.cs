using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WictzPortal.Data;
using WictzPortal.Retention;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;
using WictzPortal.Usage;
using Xunit.Abstractions;

namespace WictzPortal.Tests.Retention;

/// <summary>A sweep of very many rows, beside calls that are served.</summary>
public sealed class SweepLoadTests(ITestOutputHelper output)
{
    private const int Probes = 300;

    [Fact, Trait("Promise", "B-34")]
    public Task Of_fifty_thousand_rows_the_space_is_given_back() => RunAsync(50_000);

    [Fact, Trait("Form", "Long")]
    public async Task Ten_million_rows_keep_no_writer_waiting()
    {
        var (hold, idle, busy) = await RunAsync(10_000_000);
        output.WriteLine($"longest batch {hold.TotalMilliseconds:F1} ms; calls p99 {idle.TotalMilliseconds:F1} ms idle, {busy.TotalMilliseconds:F1} ms beside the sweep");

        Assert.InRange(hold, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        Assert.InRange(busy / idle, 0, 1.3);
    }

    private static async Task<(TimeSpan Hold, TimeSpan Idle, TimeSpan Busy)> RunAsync(int rows)
    {
        var holds = new Holds();
        await using var rig = await LoadRig.StartAsync("1000", services => services.Intercept(holds));
        var app = rig.App;
        var old = Calls.Usage(1, 0, DateTimeOffset.UtcNow.AddDays(-100));
        await app.Get<UsageSeeder>().WriteAsync([new SeedCall(null, Calls.Log(old, 429, settled: false))], default);
        await using (var db = await app.Get<IDbContextFactory<RequestLogDb>>().CreateDbContextAsync())
        {
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
            await db.Database.ExecuteSqlRawAsync(CopiesOf(db, rows));
            await SqliteSpace.GiveBackAsync(db, default);
        }

        var full = LengthOfFile(app);
        var idle = await ProbeAsync(rig, () => false);
        holds.Longest = TimeSpan.Zero;
        var sweep = Task.Run(() => app.Get<Sweeper>().RunAsync(default));
        var busy = await ProbeAsync(rig, () => sweep.IsCompleted);

        Assert.InRange(await sweep, rows, rows + 1_000);
        Assert.True(TestDatabase.IsPostgres || LengthOfFile(app) < full / 4, $"{LengthOfFile(app)} of {full} bytes");
        return (holds.Longest, idle, busy);
    }

    // PostgreSQL keeps emptied pages for the rows to come: its files are not ours to measure.
    private static long LengthOfFile(PortalApp app)
    {
        var file = new FileInfo(Path.Combine(app.DataDirectory, "requestlog.db"));
        return file.Exists ? file.Length : 0;
    }

    /// <summary>The 99th percentile of calls, one after the other.</summary>
    private static async Task<TimeSpan> ProbeAsync(LoadRig rig, Func<bool> isOver)
    {
        var took = new List<TimeSpan>();
        while (took.Count < Probes && !(took.Count > 0 && isOver()))
        {
            var since = Stopwatch.GetTimestamp();
            await rig.AskAsync(LoadRig.Whole);
            took.Add(Stopwatch.GetElapsedTime(since));
        }

        return took.Order().ElementAt(took.Count * 99 / 100);
    }

    private static string CopiesOf(RequestLogDb db, int rows)
    {
        var entity = db.Model.FindEntityType(typeof(RequestLogEntry))!;
        var table = entity.GetSchemaQualifiedTableName();
        var columns = entity.GetProperties().Select(p => p.GetColumnName()).ToList();
        var values = columns.Select(column => column switch
        {
            "RequestId" => TestDatabase.IsPostgres ? "gen_random_uuid()" : "randomblob(16)",
            "At" => TestDatabase.IsPostgres ? "t.\"At\" - n.i * interval '77 milliseconds'" : "t.\"At\" - n.i * 77",
            _ => $"t.\"{column}\"",
        });
        var numbers = TestDatabase.IsPostgres
            ? $"(SELECT generate_series(1, {rows}) AS i) n"
            : $"(WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {rows}) SELECT i FROM c) n";
        return $"INSERT INTO {table} (\"{string.Join("\", \"", columns)}\") SELECT {string.Join(", ", values)} FROM (SELECT * FROM {table}) t, {numbers}";
    }

    /// <summary>How long the longest deletion held its database.</summary>
    private sealed class Holds : DbCommandInterceptor
    {
        public TimeSpan Longest { get; set; }

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("DELETE FROM", StringComparison.Ordinal) && eventData.Duration > Longest)
            {
                Longest = eventData.Duration;
            }

            return ValueTask.FromResult(result);
        }
    }
}
