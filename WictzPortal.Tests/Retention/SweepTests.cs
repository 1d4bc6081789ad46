using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Retention;
using WictzPortal.Standing;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Retention;

/// <summary>Every table of every database, whatever it is: what is past its time is seen by nobody, and is deleted.</summary>
public sealed class SweepTests : IAsyncLifetime
{
    private const int BatchRows = 5_000;
    private static readonly DateTimeOffset Summer = new(2038, 7, 2, 9, 20, 0, TimeSpan.Zero);

    private readonly FakeClock _clock = new(Summer);
    private readonly Deletions _deletions = new();
    private PortalApp _app = null!;

    public async Task InitializeAsync() => _app = await PortalApp.StartAsync(_clock, services =>
    {
        services.Intercept(_deletions);
        services.Remove(services.Single(service => service.ImplementationType == typeof(AuditSweep)));
        services.AddSingleton<ISweep>(new Broken());
    });

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    [Trait("Promise", "X-01"), Trait("Promise", "A-39"), Trait("Promise", "A-40"), Trait("Promise", "B-34"), Trait("Promise", "B-35")]
    public async Task Of_every_table_nobody_sees_what_is_past_its_time_and_the_sweep_deletes_it()
    {
        var (map, limits, hour) = (_app.Get<DataMap>(), _app.Get<RetentionLimits>(), TimeSpan.FromHours(25));
        var sets = map.Sets
            .Where(set => set.KeptFrom is not null && !set.Entity.GetForeignKeys().Any() && !OwnSweeps.Contains(set.Table)).ToList();
        var there = new Dictionary<DataSet, int>();      // such as the link of the first start
        foreach (var set in sets)
        {
            await using var db = await map.OpenAsync(set, default);
            there[set] = await Rows.CountAsync(db, set, all: false);
            var (limit, before) = (limits.LimitOf(set.Rule, set.KeptFrom!.Days), limits.SweepBefore(set.Rule, set.KeptFrom.Days));
            db.AddRange(Rows.Of(set, limit - hour), Rows.Of(set, limit == before ? before + hour : limit + TimeSpan.FromMinutes(1)), Rows.Of(set, before + hour));
            await db.SaveChangesAsync();
        }

        Assert.True(sets.Count > 20);
        foreach (var set in sets)
        {
            await using var db = await map.OpenAsync(set, default);
            Assert.Equal((set.Table, 2), (set.Table, await Rows.CountAsync(db, set, all: false) - there[set]));
        }

        await SweepAsync();

        await using var log = _app.OpenDb();
        foreach (var set in sets)
        {
            var margin = limits.LimitOf(set.Rule, set.KeptFrom!.Days) != limits.SweepBefore(set.Rule, set.KeptFrom.Days);
            await using var db = await map.OpenAsync(set, default);
            Assert.Equal((set.Table, margin ? 1 : 2), (set.Table, await Rows.CountAsync(db, set, all: true) - there[set]));
            var line = await log.Destructions.SingleAsync(d => d.TableName == set.Table);
            Assert.Equal((margin ? 2 : 1, set.Rule, DestructionReason.TimeIsUp), ((int)line.Rows, line.Rule, line.Reason));
        }
    }

    [Fact, Trait("Exam", "40")]
    public async Task No_deletion_takes_more_than_a_batch_of_rows()
    {
        const int rows = 12_000;
        var refused = Enumerable.Range(0, rows).Select(i => Calls.Log(Calls.Usage(1, 0, Summer.AddDays(-100).AddSeconds(i)), 429, settled: false));
        await _app.Get<UsageSeeder>().WriteAsync(refused.Select(log => new SeedCall(null, log)), default);

        await SweepAsync();

        Assert.Equal(rows, _deletions.Rows.Sum());
        Assert.All(_deletions.Rows, deleted => Assert.InRange(deleted, 0, BatchRows));
    }

    [Fact, Trait("Promise", "A-46")]
    public async Task What_is_restricted_or_held_stays_and_is_counted_apart()
    {
        var (map, old) = (_app.Get<DataMap>(), Summer.AddDays(-200));
        var (restricted, owner) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var sessions = map.Sets.Single(set => set.Table == "user_sessions");
        var (theirs, held, free) = (Rows.Of(sessions, old, restricted), Rows.Of(sessions, old), Rows.Of(sessions, old));
        await using (var db = _app.OpenDb())
        {
            db.AddRange(theirs, held, free);
            await db.SaveChangesAsync();
        }

        await _app.Get<StandingBook>().RestrictAsync(restricted, RestrictionGround.AccuracyContested, null, null, restricted, default);
        var hold = await _app.Get<Holds>().PlaceAsync(
            new NewHold("2038/17", HoldBasis.LegalClaims, "A claim.", owner, owner), [new HeldRecord(sessions.Table, RowKey.Of(sessions.Entity, held))], default);
        await SweepAsync();

        await using (var db = _app.OpenDb())
        {
            Assert.Equal(2, await Rows.CountAsync(db, sessions, all: true));
            var state = await db.TableStates.SingleAsync(s => s.Name == sessions.Table);
            Assert.Equal((1, 1, 1, null), (state.Rows, state.Restricted, state.Held, state.OldestAt));
        }

        Assert.Null(await _app.Get<Holds>().ReleaseAsync(hold.Value, "It is over.", owner, default));
        await SweepAsync();
        await using var later = _app.OpenDb();
        Assert.Equal(1, await Rows.CountAsync(later, sessions, all: true));
    }

    /// <summary>Those of folders with a sweep of their own have tests of their own.</summary>
    internal static readonly HashSet<string> OwnSweeps =
        ["audit_entries", "ledger_entries", "ledger_postings", "invoice_events", "invoice_documents", "invoice_papers", "invoice_acceptances",
        "invoice_corrections", "invoice_corrected_lines"];

    // One table's sweep always fails here: no other may suffer from it.
    private async Task SweepAsync() =>
        Assert.IsType<NotSupportedException>(Assert.Single((await Assert.ThrowsAsync<AggregateException>(() => _app.Get<Sweeper>().RunAsync(default))).InnerExceptions));

    /// <summary>A folder's sweep that does not work.</summary>
    private sealed class Broken : ISweep
    {
        public IReadOnlyList<Type> Entities => [typeof(AuditEntry)];

        public Task<IReadOnlyDictionary<Type, int>> SweepAsync(ISweepOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>How many rows each deletion took out of the request log.</summary>
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
