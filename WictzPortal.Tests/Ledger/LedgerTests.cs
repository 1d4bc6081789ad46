using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Ledger;

public sealed class LedgerTests
{
    [Fact]
    public async Task A_new_account_has_its_credit_once_in_the_books_and_in_memory()
    {
        await using var app = await PortalApp.StartAsync(("Plans:SignUpCredit", "12.5"));
        var opened = new AccountOpened(Guid.CreateVersion7(), 4711, DateTimeOffset.UtcNow);

        await TellAsync(app, opened);
        await TellAsync(app, opened);

        Assert.Equal(new Money(1_250_000_000), (await app.Get<GeneralLedger>().BalanceAsync(4711, default)).Promotional);
        Assert.Equal(new Money(1_250_000_000), (await app.Get<Purses>().StateAsync(4711, default)).Available);
    }

    [Fact]
    public async Task A_rollback_leaves_nothing_in_the_books_and_nothing_in_memory()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 100);
        await using (var db = app.OpenDb())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await app.Get<GeneralLedger>().PostAsync(db, Draft(account, 50, -50), default);
        }

        Assert.Equal(100, (await app.Get<GeneralLedger>().BalanceAsync(account, default)).Total.Micros);
        Assert.Equal(100, (await app.Get<Purses>().StateAsync(account, default)).Balance.Micros);
    }

    [Fact]
    public async Task Postings_that_do_not_sum_to_zero_are_refused()
    {
        var app = await PortalApp.SharedAsync;
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Get<GeneralLedger>().PostAsync(db, Draft(1, 50, -49), default));
    }

    [Fact]
    public async Task Money_moves_only_inside_a_transaction()
    {
        var app = await PortalApp.SharedAsync;
        await using var db = app.OpenDb();

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Get<GeneralLedger>().PostAsync(db, Draft(1, 50, -50), default));
    }

    [Fact]
    public async Task The_database_refuses_a_balance_below_zero()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 100);

        await Assert.ThrowsAsync<DbUpdateException>(() =>
            Calls.PostAsync(app, account, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, -101));
    }

    [Theory]
    [InlineData("""UPDATE ledger_postings SET "Amount" = "Amount" + 1""")]
    [InlineData("DELETE FROM ledger_postings")]
    [InlineData("""UPDATE ledger_entries SET "RecordCount" = 1""")]
    [InlineData("DELETE FROM ledger_entries")]
    public async Task The_database_refuses_every_change_of_the_books(string change)
    {
        var app = await PortalApp.SharedAsync;
        await Calls.AccountWithAsync(app, 100);
        await using var db = app.OpenDb();

        var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(change));

        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Exam", "31")]
    public async Task Verify_finds_the_books_in_order_and_names_a_row_that_was_tampered_with()
    {
        await using var app = await PortalApp.StartAsync();
        var account = await Calls.AccountWithAsync(app, 1_000, 500);
        var price = await Calls.PriceAsync(app, 80);
        for (var i = 0; i < 19; i++)
        {
            await Calls.ServeAsync(app, Calls.Usage(account, 80) with { PriceVersionId = price }, reserveMicros: 10);      // the last one is partly our loss
        }

        var records = await Calls.RecordsAsync(app, account);
        Assert.Equal((0, "The ledger is in order."), await VerifyAsync(app));
        await using var db = app.OpenDb();
        await db.Database.ExecuteSqlAsync($"""UPDATE usage_records SET "Charged" = "Charged" - 1 WHERE "AccountNumber" = {account} AND "Charged" = 80""");

        var (exitCode, report) = await VerifyAsync(app);

        Assert.Equal(1, exitCode);
        Assert.Contains(account.ToString(System.Globalization.CultureInfo.InvariantCulture), report, StringComparison.Ordinal);
        Assert.Contains("WRONG  The quarter-hour sums", report, StringComparison.Ordinal);
        Assert.Contains(records, record => report.Contains(record.LedgerEntryId!.Value.ToString(), StringComparison.Ordinal));
    }

    [Theory, Trait("Exam", "31")]
    [InlineData("UPDATE usage_records SET \"OutputTokens\" = \"OutputTokens\" + 1", "cost 80, recomputed 82")]      // 81.6, rounded once
    [InlineData("UPDATE usage_records SET \"UnitKind\" = 1, \"UnitCount\" = 1", "does not say what it costs")]
    [InlineData("UPDATE usage_records SET \"PriceVersionId\" = -1", "does not say what it costs")]
    public async Task Verify_rates_each_record_again_by_the_price_it_names(string change, string fault)
    {
        await using var app = await PortalApp.StartAsync();
        var account = await Calls.AccountWithAsync(app, 1_000);
        await Calls.ServeAsync(app, Calls.Usage(account, 80) with { PriceVersionId = await Calls.PriceAsync(app, 80) });
        Assert.Equal((0, "The ledger is in order."), await VerifyAsync(app));
        await using var db = app.OpenDb();
        await db.Database.ExecuteSqlRawAsync(change);

        var (exitCode, report) = await VerifyAsync(app);

        Assert.Equal(1, exitCode);
        Assert.Contains("WRONG  Each record costs what its price makes of its counts.", report, StringComparison.Ordinal);
        Assert.Contains(fault, report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_finds_a_posting_that_was_changed_behind_the_database_s_back()
    {
        await using var app = await PortalApp.StartAsync();
        await Calls.AccountWithAsync(app, 1_000);
        await using var db = app.OpenDb();
        await db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite()
            ? "DROP TRIGGER ledger_postings_no_update"
            : "DROP TRIGGER ledger_postings_no_change ON ledger_postings");
        await db.Database.ExecuteSqlRawAsync("""UPDATE ledger_postings SET "Amount" = "Amount" + 1 WHERE "AccountNumber" IS NOT NULL""");

        var (exitCode, report) = await VerifyAsync(app);

        Assert.Equal(1, exitCode);
        Assert.Contains("WRONG  The postings of each entry sum to zero.", report, StringComparison.Ordinal);
        Assert.Contains("WRONG  Each balance is the sum of its postings.", report, StringComparison.Ordinal);
    }

    /// <returns>The exit code with the last line when all is well, or the whole report.</returns>
    private static async Task<(int ExitCode, string Report)> VerifyAsync(PortalApp app)
    {
        await Calls.ExpandedAsync(app);
        using var report = new StringWriter();
        var exitCode = await app.Get<LedgerVerify>().RunAsync([], report, default);
        return (exitCode, exitCode == 0 ? report.ToString().TrimEnd().Split('\n')[^1].Trim() : report.ToString());
    }

    private static LedgerDraft Draft(long account, long to, long from) => new(
        LedgerEntryKind.TopUp, $"test/{Guid.NewGuid():N}", DateTimeOffset.UtcNow,
        [
            new PostingDraft(LedgerAccount.CustomerWallet, account, new Money(to)),
            new PostingDraft(LedgerAccount.PaytrClearing, null, new Money(from)),
        ]);

    private static async Task TellAsync(PortalApp app, AccountOpened opened)
    {
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await app.Get<IListen<AccountOpened>>().HearAsync(opened, db, default);
        await transaction.CommitAsync();
    }
}
