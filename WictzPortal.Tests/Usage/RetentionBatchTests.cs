using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class RetentionBatchTests
{
    private const int BatchRows = 5_000;

    [Fact, Trait("Exam", "40")]
    public async Task No_deletion_takes_more_than_a_batch_of_rows()
    {
        const int rows = 12_000;
        var deletions = new Deletions();
        var now = new DateTimeOffset(2026, 4, 2, 9, 20, 0, TimeSpan.Zero);
        await using var app = await PortalApp.StartAsync(new FakeClock(now), services => services.Intercept(deletions));
        var refused = Enumerable.Range(0, rows).Select(i => Calls.Log(Calls.Usage(1, 0, now.AddDays(-100).AddSeconds(i)), 429, settled: false));
        await app.Get<UsageSeeder>().WriteAsync(refused.Select(log => new SeedCall(null, log)), default);

        Assert.Equal(rows, await app.Get<RequestLogRetentionJob>().RunAsync(default));

        Assert.Equal(rows, deletions.Rows.Sum());
        Assert.All(deletions.Rows, deleted => Assert.InRange(deleted, 0, BatchRows));
    }

    /// <summary>How many rows each deletion took away.</summary>
    private sealed class Deletions : DbCommandInterceptor
    {
        public ConcurrentQueue<int> Rows { get; } = new();

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("DELETE FROM", StringComparison.Ordinal) && command.CommandText.Contains("request_log", StringComparison.Ordinal))
            {
                Rows.Enqueue(result);
            }

            return ValueTask.FromResult(result);
        }
    }
}
