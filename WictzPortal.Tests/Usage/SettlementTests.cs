using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class SettlementTests
{
    [Fact]
    public async Task A_settled_call_is_a_record_a_posting_and_a_roll_up()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 1_000, 300);
        var draft = Calls.Usage(account, 400) with { Units = new Units(UnitKind.Image, 2, 5) };

        var settled = await Calls.ServeAsync(app, draft, reserveMicros: 900);

        Assert.Equal(new Settled(new Money(400), new Money(0)), settled);
        var record = Assert.Single(await Calls.RecordsAsync(app, account));
        Assert.Equal(draft.RequestId, record.RequestId);
        Assert.Equal((draft.Tokens, draft.Units), (record.Tokens, record.Units));
        Assert.Equal(400, record.Charged.Micros);
        var balance = await app.Get<GeneralLedger>().BalanceAsync(account, default);
        Assert.Equal(new LedgerBalance(new Money(900), new Money(0), new Money(0)), balance);      // promotional credit went first
        Assert.Equal(new PurseState(new Money(900), new Money(0), new Money(900)), (await app.Get<Purses>().StateAsync(account, default)));
        await using var db = app.OpenDb();
        var rollup = Assert.Single(await db.UsageRollups.Where(r => r.AccountNumber == account).ToListAsync());
        Assert.Equal((1, 400, 100, 50), (rollup.Requests, rollup.Charged.Micros, rollup.InputTokens, rollup.OutputTokens));
    }

    [Fact]
    public async Task What_no_credit_covers_is_our_loss()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 1_000);

        var settled = await Calls.ServeAsync(app, Calls.Usage(account, 1_500), reserveMicros: 600);

        Assert.Equal(new Settled(new Money(1_000), new Money(500)), settled);
        var record = Assert.Single(await Calls.RecordsAsync(app, account));
        Assert.Equal((1_500, 1_000), (record.Cost.Micros, record.Charged.Micros));
        Assert.Equal(0, (await app.Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros);
        Assert.Null(await Calls.ReserveAsync(app, account, 0));      // a free model needs some credit too
    }

    [Fact, Trait("Exam", "8"), Trait("Exam", "9")]
    public async Task Ten_times_as_many_parallel_calls_as_the_credit_covers_admit_no_more_than_it_covers()
    {
        const int covered = 50;
        const long price = 1_000;
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, covered * price);
        var admitted = new ConcurrentBag<Reservation>();

        await Parallel.ForAsync(0, covered * 10, async (_, _) =>
        {
            if (await Calls.ReserveAsync(app, account, price) is { } reservation)
            {
                admitted.Add(reservation);
            }
        });
        await Task.WhenAll(admitted.Select(r => app.Get<Settlement>().SettleAsync(r, Calls.Usage(account, price)).AsTask()));

        Assert.Equal(covered, admitted.Count);
        Assert.Equal(default, (await app.Get<Purses>().StateAsync(account, default)));
        Assert.Equal(covered, (await Calls.RecordsAsync(app, account)).Count);
        Assert.Equal(0, (await app.Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros);
    }

    [Fact, Trait("Exam", "15")]
    public async Task A_reservation_ends_once_and_holds_return_to_zero()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 1_000);
        var (purses, settlement) = (app.Get<Purses>(), app.Get<Settlement>());
        var settled = (await Calls.ReserveAsync(app, account, 700))!;
        var released = (await Calls.ReserveAsync(app, account, 200))!;

        await settlement.SettleAsync(settled, Calls.Usage(account, 100));
        settlement.Release(settled);
        settlement.Release(released);
        settlement.Release(released);
        var twice = Assert.ThrowsAsync<InvalidOperationException>(() => settlement.SettleAsync(settled, Calls.Usage(account, 100)).AsTask());

        await twice;
        Assert.Equal(new PurseState(new Money(900), new Money(0), new Money(900)), (await purses.StateAsync(account, default)));
    }

    [Fact, Trait("Exam", "10")]
    public async Task A_call_that_outgrows_its_reservation_holds_more_while_there_is_credit()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 1_000);
        var purses = app.Get<Purses>();
        var reservation = (await Calls.ReserveAsync(app, account, 400))!;

        Assert.True(await purses.ExtendAsync(reservation, 500, default));
        Assert.False(await purses.ExtendAsync(reservation, 200, default));

        Assert.Equal(900, reservation.Micros);
        await app.Get<Settlement>().SettleAsync(reservation, Calls.Usage(account, 850));
        Assert.Equal(new PurseState(new Money(150), new Money(0), new Money(150)), (await purses.StateAsync(account, default)));
    }

    [Fact, Trait("Exam", "18")]
    public async Task The_same_record_twice_is_one_row_and_one_charge()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 1_000);
        var draft = Calls.Usage(account, 100);
        await Calls.ServeAsync(app, draft);
        await app.Get<IUsageJournal>().AppendAsync(JournalRecord.Usage(draft, draft.Cost));
        await Calls.ExpandedAsync(app);

        await app.Get<IUsageJournal>().AppendAsync(JournalRecord.Usage(draft, draft.Cost));

        Assert.Single(await Calls.RecordsAsync(app, account));
        Assert.Equal(900, (await app.Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros);
    }

    [Fact]
    public async Task Credit_that_was_taken_back_in_flight_becomes_our_loss_and_never_a_balance_below_zero()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 1_000);
        var reservation = (await Calls.ReserveAsync(app, account, 1_000))!;
        await Calls.PostAsync(app, account, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, -400);

        await app.Get<Settlement>().SettleAsync(reservation, Calls.Usage(account, 1_000));

        var record = Assert.Single(await Calls.RecordsAsync(app, account));
        Assert.Equal((1_000, 600), (record.Cost.Micros, record.Charged.Micros));
        Assert.Equal(0, (await app.Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros);
    }
}
