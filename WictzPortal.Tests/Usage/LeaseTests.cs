using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>Credit shared by several nodes.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [PostgresFact, Trait("Exam", "8"), Trait("Exam", "12")]
    public async Task Four_nodes_together_admit_what_the_credit_covers_and_no_call_more()
    {
        const int covered = 40;
        await using var nodes = await Nodes.StartAsync(4);
        var account = await Calls.AccountWithAsync(nodes[0], covered * 1_000);
        var admitted = new ConcurrentBag<(PortalApp Node, Reservation Held)>();

        await Parallel.ForAsync(0, covered * 10, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            if (await Calls.ReserveAsync(nodes[i % 4], account, 1_000) is { } held)
            {
                admitted.Add((nodes[i % 4], held));
            }
        });
        Assert.InRange(admitted.Count, 1, covered);

        // What is left over in idle leases comes back, and can be had at any one node.
        var last = covered - admitted.Count;
        for (var i = 0; i < last; i++)
        {
            admitted.Add((nodes[2], await HadAsync(nodes[2], account)));
        }

        await Task.WhenAll(admitted.Select(a => a.Node.Get<Settlement>().SettleAsync(a.Held, Calls.Usage(account, 1_000)).AsTask()));
        Assert.Equal(covered, (await RecordsAsync(nodes, account)).Count);
        Assert.Equal(default, await nodes[3].Get<Purses>().StateAsync(account, default));
        await InOrderAsync(nodes[0]);
    }

    [PostgresFact]
    public async Task Whatever_nodes_take_spend_and_give_back_the_credit_is_conserved()
    {
        await using var nodes = await Nodes.StartAsync(3);
        var account = await Calls.AccountWithAsync(nodes[0], 200_000);
        var charged = 0L;
        await Parallel.ForAsync(0, 300, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (i, _) =>
        {
            var (node, cost) = (nodes[i % 3], 500 * (i % 4));
            if (await Calls.ReserveAsync(node, account, 1_000) is { } held)
            {
                if (i % 5 == 0)
                {
                    node.Get<Settlement>().Release(held);
                    return;
                }

                var settled = await node.Get<Settlement>().SettleAsync(held, Calls.Usage(account, cost));
                Interlocked.Add(ref charged, settled.Charged.Micros);
            }
        });
        await RecordsAsync(nodes, account);

        foreach (var node in nodes.All)      // what is on its way between a node and the pool is missing for an instant
        {
            await UntilAsync(async () => (await node.Get<Purses>().StateAsync(account, default)).Available.Micros == 200_000 - charged);
        }

        Assert.Equal(200_000 - charged, (await nodes[1].Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros);
        await InOrderAsync(nodes[2]);
    }

    [PostgresFact]
    public async Task Credit_that_another_node_holds_idle_is_had_without_its_waiting_for_long()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var account = await Calls.AccountWithAsync(nodes[0], 1_000);
        nodes[0].Get<Settlement>().Release((await Calls.ReserveAsync(nodes[0], account, 900))!);

        Assert.NotNull(await Calls.ReserveAsync(nodes[1], account, 800));
    }

    [PostgresFact, Trait("Exam", "17")]
    public async Task What_a_dead_node_held_comes_back_and_what_it_had_settled_stays_charged()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var account = await Calls.AccountWithAsync(nodes[0], 10_000);
        await Calls.ServeAsync(nodes[0], Calls.Usage(account, 1_000));
        Assert.NotNull(await Calls.ReserveAsync(nodes[0], account, 8_000));

        await EndAsync(nodes[0].Get<ThisNode>().Id, nodes[1]);

        await UntilAsync(async () => await Calls.ReserveAsync(nodes[1], account, 9_000) is not null);
        Assert.Single(await RecordsAsync(nodes, account));
        await InOrderAsync(nodes[1]);
    }

    [PostgresFact]
    public async Task A_node_that_was_taken_for_dead_goes_on_anew_and_overspends_nothing()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var account = await Calls.AccountWithAsync(nodes[0], 10_000);
        var node = nodes[0].Get<ThisNode>();
        var (before, held) = (node.Id, (await Calls.ReserveAsync(nodes[0], account, 9_000))!);

        await EndAsync(before, nodes[1]);
        await UntilAsync(() => Task.FromResult(node.Id != before));
        Reservation? others = null;
        await UntilAsync(async () => (others = await Calls.ReserveAsync(nodes[1], account, 10_000)) is not null);
        var settled = await nodes[0].Get<Settlement>().SettleAsync(held, Calls.Usage(account, 9_000));
        await nodes[1].Get<Settlement>().SettleAsync(others!, Calls.Usage(account, 10_000));

        Assert.Equal(9_000, settled.Charged.Micros);      // as far as it knows
        var records = await RecordsAsync(nodes, account);
        Assert.Equal((2, 10_000), (records.Count, records.Sum(r => r.Charged.Micros)));      // the other node's lease was not touched
        await InOrderAsync(nodes[1]);
    }

    [PostgresFact]
    public async Task News_of_credit_reaches_every_node()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var account = await Calls.AccountWithAsync(nodes[0], 100);
        Assert.Null(await Calls.ReserveAsync(nodes[1], account, 500));

        await Calls.PostAsync(nodes[0], account, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, 1_000);

        Reservation? held = null;
        await UntilAsync(async () => (held = await Calls.ReserveAsync(nodes[1], account, 500)) is not null);
        Assert.NotNull(held);
    }

    /// <summary>The account's records once no node's journal holds any more, with a price by which each costs what it does.</summary>
    private static async Task<List<UsageRecord>> RecordsAsync(Nodes nodes, long account)
    {
        await UntilAsync(async () =>
        {
            await nodes[0].Get<Expander>().ExpandAllAsync(default);
            await using var journal = nodes[0].OpenDb();
            return !await journal.JournalRows.AnyAsync();
        });
        await using var db = nodes[0].OpenDb();
        var records = await db.UsageRecords.AsNoTracking().Where(r => r.AccountNumber == account).ToListAsync();
        foreach (var costing in records.GroupBy(r => r.Cost.Micros))
        {
            var price = await Calls.PriceAsync(nodes[0], costing.Key);
            long[] costs = [costing.Key];
            await db.Database.ExecuteSqlAsync($"""UPDATE usage_records SET "PriceVersionId" = {price} WHERE "Cost" = ANY({costs})""");
        }

        return records;
    }

    [PostgresFact, Trait("Exam", "43")]
    public async Task A_database_that_hangs_makes_one_call_wait_shortly_and_the_next_ones_not_at_all()
    {
        var database = await TestDatabase.CreateAsync();
        await using var line = DatabaseLine.To(database);
        await using var app = await PortalApp.StartOnAsync(database, line.Setting);
        var account = await Calls.AccountWithAsync(app, 100_000);
        Assert.NotNull(await Calls.ReserveAsync(app, account, 1_000));
        var purses = app.Get<Purses>();

        line.Hang();
        var first = await purses.ReserveAsync(account, 90_000, default).AsTask().WaitAsync(Soon);
        var second = purses.ReserveAsync(account, 90_000, default);
        Assert.True(second.IsCompleted);
        Assert.Equal((new Reserving(null, true), new Reserving(null, true)), (first, await second));
        Assert.NotNull(await Calls.ReserveAsync(app, account, 1_000));      // what is leased can be spent

        // Nobody knows whether the lease was granted, so the node begins anew, and all it held is there again.
        line.Restore();
        await UntilAsync(async () => await Calls.ReserveAsync(app, account, 90_000) is not null);
    }

    private static async Task<Reservation> HadAsync(PortalApp node, long account)
    {
        Reservation? held = null;
        await UntilAsync(async () => (held = await Calls.ReserveAsync(node, account, 1_000)) is not null);
        return held!;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Soon);
        while (!await holds())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task EndAsync(long node, PortalApp by)
    {
        await using var db = by.OpenDb();
        Assert.Equal(1, await db.Database.ExecuteSqlAsync($"""UPDATE cluster_nodes SET "EndedAt" = now() WHERE "Id" = {node}"""));
    }

    private static async Task InOrderAsync(PortalApp node)
    {
        using var report = new StringWriter();
        Assert.True(await node.Get<LedgerVerify>().RunAsync([], report, default) == 0, report.ToString());
    }
}
