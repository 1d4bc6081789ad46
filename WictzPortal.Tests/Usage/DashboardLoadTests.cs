using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;
using Xunit.Abstractions;

namespace WictzPortal.Tests.Usage;

/// <summary>The dashboard of a customer with very many calls.</summary>
public sealed class DashboardLoadTests(ITestOutputHelper output)
{
    [Fact, Trait("Exam", "41"), Trait("Form", "Long")]
    public async Task What_the_overview_of_ten_million_records_takes()
    {
        const int rows = 10_000_000;
        var now = new DateTimeOffset(2026, 4, 2, 9, 20, 0, TimeSpan.Zero);
        await using var app = await PortalApp.StartAsync(new FakeClock(now));
        var account = await Calls.AccountWithAsync(app, 1_000_000);
        var one = Calls.Usage(account, 1, now);
        await app.Get<UsageSeeder>().WriteAsync([new SeedCall(one, Calls.Log(one))], default);
        await using (var db = app.OpenDb())
        {
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
            await db.Database.ExecuteSqlRawAsync(CopiesOf(db, rows));
            await db.Database.ExecuteSqlRawAsync(Sums());
        }

        foreach (var range in Enum.GetValues<UsageRange>())
        {
            var took = new List<double>();
            for (var i = 0; i < 20; i++)
            {
                var since = Stopwatch.StartNew();
                var overview = await app.Get<UsageQuery>().OverviewAsync(account, range, TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul"), default);
                took.Add(since.Elapsed.TotalMilliseconds);
                Assert.InRange(overview.Current.Requests, 1, rows + 1);
            }

            took.Sort();
            output.WriteLine($"{range}: p50 {took[10]:F0} ms, p95 {took[18]:F0} ms");
        }
    }

    /// <summary>The only record many times, over ninety days, five models and four keys.</summary>
    private static string CopiesOf(PortalDb db, int rows)
    {
        var columns = db.Model.FindEntityType(typeof(UsageRecord))!.GetProperties().Select(p => p.GetColumnName()).ToList();
        var values = columns.Select(column => column switch
        {
            "RequestId" => TestDatabase.IsPostgres ? "gen_random_uuid()" : "randomblob(16)",
            "At" => TestDatabase.IsPostgres ? "t.\"At\" - n.i * interval '777 milliseconds'" : "t.\"At\" - n.i * 777",
            "ModelId" => "n.i % 5 + 1",
            "KeyId" when TestDatabase.IsPostgres => "('0192c0de-0000-7000-8000-00000000000' || n.i % 4)::uuid",
            "KeyId" => "CASE n.i % 4 " + string.Concat(Enumerable.Range(0, 4).Select(key => $"WHEN {key} THEN x'0192c0de00007000800000000000000{key}' ")) + "END",
            _ => $"t.\"{column}\"",
        });
        var numbers = TestDatabase.IsPostgres
            ? $"(SELECT generate_series(1, {rows}) AS i) n"
            : $"(WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {rows}) SELECT i FROM c) n";
        return $"INSERT INTO usage_records ({Quoted(columns)}) SELECT {string.Join(", ", values)} FROM (SELECT * FROM usage_records) t, {numbers}";
    }

    private static string Sums()
    {
        string[] tokens = ["InputTokens", "CachedInputTokens", "CacheWrite5mTokens", "CacheWrite1hTokens", "OutputTokens", "ReasoningTokens",
            "AudioInputTokens", "AudioOutputTokens", "Cost", "Charged"];
        var quarter = TestDatabase.IsPostgres
            ? "date_bin('15 minutes', \"At\", TIMESTAMPTZ '2026-01-01 00:00:00Z')" : "\"At\" / 900000 * 900000";
        return $"""
            DELETE FROM usage_rollups;
            INSERT INTO usage_rollups ("AccountNumber", "QuarterAt", "KeyId", "ModelId", "Requests", "Errors", {Quoted(tokens)})
            SELECT "AccountNumber", {quarter}, "KeyId", "ModelId", COUNT(*), 0, {string.Join(", ", tokens.Select(t => $"SUM(\"{t}\")"))}
            FROM usage_records GROUP BY 1, 2, 3, 4
            """;
    }

    private static string Quoted(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => $"\"{column}\""));
}
