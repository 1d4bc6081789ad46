using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class RecoveryTests
{
    [Theory, Trait("Exam", "17")]
    [InlineData(Durability.Process)]
    [InlineData(Durability.Power)]
    public async Task What_a_crash_left_in_the_journal_arrives_once(Durability durability)
    {
        if (TestDatabase.IsPostgres)
        {
            return;      // the journal of files stands beside SQLite
        }

        await using var app = await PortalApp.StartAsync(new FakeClock());
        var account = await Calls.AccountWithAsync(app, 100_000);
        var folder = Folder(Directory.CreateTempSubdirectory("crash-").FullName);
        var drafts = Enumerable.Range(0, 2500).Select(_ => Calls.Usage(account, 10)).ToList();
        using (var crashed = Journal(app, folder, durability))
        {
            await crashed.OpenAsync(default);
            await Task.WhenAll(drafts.Select(d => crashed.AppendAsync(JournalRecord.Usage(d, d.Cost))));
            await ExpanderOf(app, crashed).ExpandAsync(default);      // part of it, then the process ends
        }

        using var restarted = Journal(app, folder, durability);
        await restarted.OpenAsync(default);
        await ExpanderOf(app, restarted).ExpandAllAsync(default);
        await ExpanderOf(app, restarted).ExpandAllAsync(default);

        Assert.Equal(0, restarted.Waiting);
        await using var db = app.OpenDb();
        var records = await db.UsageRecords.AsNoTracking().Where(r => r.AccountNumber == account).Select(r => r.RequestId).ToListAsync();
        Assert.Equal(drafts.Select(d => d.RequestId).Order(), records.Order());
        Assert.Equal(75_000, (await app.Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros);
        Assert.True(new Segments(folder.Folder("journal")).List().Count <= 3);
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused()
    {
        if (TestDatabase.IsPostgres)
        {
            return;
        }

        await using var app = await PortalApp.StartAsync();
        using var second = Journal(app, Folder(app.DataDirectory), Durability.Process);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => second.OpenAsync(default));

        Assert.Contains("in use by another portal process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_keeps_balance_and_records_and_forgets_reservations()
    {
        await using var first = await PortalApp.StartAsync();
        var account = await Calls.AccountWithAsync(first, 1_000);
        await Calls.ServeAsync(first, Calls.Usage(account, 300));
        Assert.NotNull(await Calls.ReserveAsync(first, account, 500));

        await using var second = await first.RestartAsync();

        Assert.Equal(new PurseState(new Money(700), new Money(0), new Money(700)), (await second.Get<Purses>().StateAsync(account, default)));
        Assert.Single(await Calls.RecordsAsync(second, account));
    }

    [Fact, Trait("Exam", "39")]
    public async Task A_failing_journal_closes_the_intake()
    {
        var app = await PortalApp.SharedAsync;
        var journal = new Gateway.HeldJournal { Failing = true };
        var gate = new IntakeGate(journal, app.Get<Purses>(), app.Get<ThisNode>(), Options.Create(new SettlementOptions()));

        Assert.False(gate.IsOpen(out var retryAfter));
        Assert.True(retryAfter > TimeSpan.Zero);
        journal.Failing = false;
        Assert.True(gate.IsOpen(out _));
    }

    [PostgresFact, Trait("Exam", "17")]
    public async Task A_node_that_starts_takes_what_a_dead_one_left_before_its_own_journal_is_open()
    {
        var app = await PortalApp.SharedAsync;
        var draft = Calls.Usage(await Calls.AccountWithAsync(app, 1_000), 300);
        using var starting = new PostgresJournal(app.Get<IConfiguration>(), app.Get<ThisNode>(), NullLogger<PostgresJournal>.Instance);

        var left = await app.Get<BulkWriter>().InTurnAsync(
            async () =>
            {
                await app.Get<IUsageJournal>().AppendAsync(JournalRecord.Usage(draft, draft.Cost));
                await using var db = app.OpenDb();
                await using var transaction = await db.Database.BeginTransactionAsync();
                starting.Taken((await starting.TakeAsync(db, Expander.SliceRecords, default)).Records.Count);
                return await starting.TakeAsync(db, Expander.SliceRecords, default);
            }, default);

        Assert.Empty(left.Records);
        Assert.Equal(0, starting.Waiting);
    }

    private static FileJournal Journal(PortalApp app, DataFolder folder, Durability durability) => new(
        folder, app.Get<IDbContextFactory<PortalDb>>(), Options.Create(new SettlementOptions { Durability = durability }),
        NullLogger<FileJournal>.Instance);

    private static DataFolder Folder(string path) => new(Options.Create(new PortalOptions { DataDirectory = path }));

    private static Expander ExpanderOf(PortalApp app, IUsageJournal journal) => new(
        app.Get<IDbContextFactory<PortalDb>>(), journal, app.Get<UsagePoster>(), app.Get<BulkWriter>(), app.Get<WhoGotIt>(),
        app.Get<UsageFeed>(), app.Get<UsageMetrics>());
}
