using Microsoft.EntityFrameworkCore;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>Calls that a dead node has left in the middle.</summary>
public sealed class UndeliveredTests
{
    private readonly long _node = Random.Shared.NextInt64(1, long.MaxValue);

    [Fact, Trait("Exam", "17")]
    public async Task Settled_and_not_released_is_given_back_once_and_what_was_spent_last_comes_first()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, walletMicros: 500, promotionalMicros: 300);
        UsageDraft[] calls = [Answer(account, 250), Answer(account, 50), Answer(account, 100)];
        await BookAsync(app, calls);      // one entry: 300 of the promotional credit, then 100 of the wallet
        await LeaveOpenAsync(app, [.. calls[..2].Select(c => JournalRecord.Usage(c, c.Cost))]);

        var ended = await SettleDeadAsync(app);
        var again = await SettleDeadAsync(app);

        Assert.Equal((2, 0), (ended, again));
        Assert.Equal(
            new LedgerBalance(new Money(500), new Money(200), new Money(0)), await app.Get<GeneralLedger>().BalanceAsync(account, default));
        Assert.Equal(700, (await app.Get<Purses>().StateAsync(account, default)).Available.Micros);
        var given = await Task.WhenAll(calls.Select(c => app.Get<UndeliveredCredits>().FindAsync(account, c.RequestId, default)));
        Assert.Equal([250, 50, 0], given.Select(g => g.Micros));
        Assert.Equal(3, (await Calls.RecordsAsync(app, account)).Count);
        await using var db = app.OpenDb();
        await db.Database.OpenConnectionAsync();
        foreach (var check in UndeliveredChecks.All)
        {
            Assert.Null(await check.FirstFaultAsync(db, default));
        }
    }

    [Fact, Trait("Exam", "17"), Trait("Exam", "19")]
    public async Task Forwarded_and_never_settled_is_our_loss_and_a_record_that_charges_nobody()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, walletMicros: 500);
        var stream = Calls.Usage(account, 77) with { Tokens = new TokenCounts(120, 0, 0, 0, 0, 0, 0, 0), WasOpened = true };
        var known = Answer(account, 60);
        await BookAsync(app, known);
        await LeaveOpenAsync(app, JournalRecord.Opened(stream), JournalRecord.Opened(known));      // the latter's usage was expanded after all

        var ended = await SettleDeadAsync(app);

        Assert.Equal(2, ended);
        var lost = Assert.Single(await Calls.RecordsAsync(app, account), r => r.RequestId == stream.RequestId);
        Assert.Equal((CallEnd.PortalStopped, 77, 0, 120, true, true),
            (lost.End, lost.Cost.Micros, lost.Charged.Micros, lost.InputTokens, lost.Estimated, lost.Failed));
        Assert.Equal(440, (await app.Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros);
        await using var db = app.OpenDb();
        var postings = await db.Postings.Where(p => p.EntryId == lost.LedgerEntryId).OrderBy(p => p.Line).ToListAsync();
        Assert.Equal([(LedgerAccount.OurLoss, -77), (LedgerAccount.UnpaidUsage, 77)], postings.Select(p => (p.Account, p.Amount.Micros)));
        Assert.False(await db.OpenCalls.AnyAsync(c => c.Node == _node));
    }

    [Fact]
    public async Task A_credit_that_is_not_what_its_record_was_charged_is_named()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, walletMicros: 500, promotionalMicros: 100);
        var call = Answer(account, 150);
        await BookAsync(app, call);
        await LeaveOpenAsync(app, JournalRecord.Usage(call, call.Cost));
        await SettleDeadAsync(app);
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();

        await db.UsageRecords.Where(r => r.RequestId == call.RequestId).ExecuteUpdateAsync(set => set.SetProperty(r => r.Charged, new Money(149)));
        var amount = await UndeliveredChecks.All[0].FirstFaultAsync(db, default);
        await db.UsageRecords.Where(r => r.RequestId == call.RequestId).ExecuteUpdateAsync(set => set.SetProperty(r => r.LedgerEntryId, Guid.NewGuid()));
        var entry = await UndeliveredChecks.All[1].FirstFaultAsync(db, default);

        Assert.Contains($"undelivered/{call.RequestId:N}", amount, StringComparison.Ordinal);
        Assert.Contains("taken 0", entry, StringComparison.Ordinal);
    }

    private static UsageDraft Answer(long account, long micros) => Calls.Usage(account, micros) with { Streamed = false, WasOpened = true };

    private static async Task BookAsync(PortalApp app, params UsageDraft[] calls)
    {
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Expander.WriteAsync(db, app.Get<UsagePoster>(), [.. calls.Select(c => JournalRecord.Usage(c, c.Cost))], inPurses: false, default);
        await transaction.CommitAsync();
    }

    private async Task LeaveOpenAsync(PortalApp app, params JournalRecord[] last)
    {
        await using var db = app.OpenDb();
        db.OpenCalls.AddRange(last.Select(record => OpenCall.Of(record with { Node = _node })));
        await db.SaveChangesAsync();
    }

    private async Task<int> SettleDeadAsync(PortalApp app)
    {
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var ended = await app.Get<OpenCalls>().SettleDeadAsync(db, _node, default);
        await transaction.CommitAsync();
        return ended;
    }
}
