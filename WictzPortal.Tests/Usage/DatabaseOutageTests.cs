using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Usage;

/// <summary>The database goes away under load and comes back.</summary>
public sealed class DatabaseOutageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact, Trait("Exam", "39"), Trait("Exam", "44")]
    public async Task Without_the_database_calls_are_answered_or_told_503_and_none_that_was_answered_is_lost()
    {
        var outage = new Outage();
        await using var rig = await LoadRig.StartAsync("100", services => services.Intercept(outage));
        var answers = new List<LoadAnswer> { await rig.AskAsync(LoadRig.Whole) };
        await Calls.RecordsAsync(rig.App, rig.AccountNumber);
        var running = new List<Task<LoadAnswer>>();

        await SetReachableAsync(rig, outage, false);
        for (var i = 0; i < 40; i++)
        {
            running.Add(rig.AskAsync(i % 2 == 0 ? LoadRig.Whole : LoadRig.Stream));
            await Task.Delay(10);
        }

        // The journal of files stands beside SQLite, so there calls go on; on PostgreSQL the intake closes until it is back.
        for (var i = 0; TestDatabase.IsPostgres && i < 600 && answers[^1].Status != HttpStatusCode.ServiceUnavailable; i++)
        {
            await Task.Delay(50);
            var call = rig.AskAsync(LoadRig.Whole);
            await Task.WhenAny(call, Task.Delay(200));
            if (call.IsCompleted)
            {
                answers.Add(await call);
            }
            else
            {
                running.Add(call);
            }
        }

        await SetReachableAsync(rig, outage, true);
        Assert.Equal(TestDatabase.IsPostgres ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, answers[^1].Status);
        answers.AddRange(await Task.WhenAll(running).WaitAsync(Patience));
        answers.Add(await BackAsync(rig));
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable }));
        Assert.True(answers.Count(a => a.Status == HttpStatusCode.OK) > 2);      // besides the first and the last, some of those without it
        Assert.Equal(
            answers.Where(a => a.Status == HttpStatusCode.OK).Select(a => a.RequestId).Order(), (await rig.SettledAsync(100 * 100_000_000L)).Order());
    }

    /// <summary>The first call that is answered again, without a restart.</summary>
    private static async Task<LoadAnswer> BackAsync(LoadRig rig)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await rig.AskAsync(LoadRig.Whole) is { Status: HttpStatusCode.OK } answer)
            {
                return answer;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("No call was answered within a minute of the database's return.");
    }

    private static Task SetReachableAsync(LoadRig rig, Outage outage, bool reachable)
    {
        outage.IsOn = !reachable;
        return rig.App.SetReachableAsync(reachable);
    }

    /// <summary>No connection can be opened.</summary>
    private sealed class Outage : DbConnectionInterceptor
    {
        public volatile bool IsOn;

        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            IsOn ? throw new IOException("The database is away.") : result;

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(ConnectionOpening(connection, eventData, result));
    }
}
