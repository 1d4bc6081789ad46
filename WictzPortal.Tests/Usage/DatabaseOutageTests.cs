using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Usage;

/// <summary>SQLite cannot be opened for a while. The journal stands beside it, so calls go on; <see cref="OutageTests"/> is PostgreSQL's.</summary>
public sealed class DatabaseOutageTests
{
    [Fact, Trait("Exam", "39"), Trait("Exam", "44")]
    public async Task Without_the_database_calls_are_answered_and_recorded_when_it_is_back()
    {
        if (TestDatabase.IsPostgres)
        {
            return;
        }

        var outage = new Outage();
        await using var rig = await LoadRig.StartAsync("100", services => services.Intercept(outage));
        outage.IsOn = true;
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => rig.AskAsync(i % 2 == 0 ? LoadRig.Whole : LoadRig.Stream)));
        for (var i = 0; i < 1000 && outage.Refused == 0; i++)
        {
            await Task.Delay(10);
        }

        outage.IsOn = false;

        Assert.NotEqual(0, outage.Refused);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(answers.Select(a => a.RequestId).Order(), (await rig.SettledAsync(100 * 100_000_000L)).Order());
    }

    /// <summary>No connection can be opened.</summary>
    private sealed class Outage : DbConnectionInterceptor
    {
        private int _refused;

        public volatile bool IsOn;

        public int Refused => Volatile.Read(ref _refused);

        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
        {
            if (!IsOn)
            {
                return result;
            }

            Interlocked.Increment(ref _refused);
            throw new IOException("The database is away.");
        }

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(ConnectionOpening(connection, eventData, result));
    }
}
