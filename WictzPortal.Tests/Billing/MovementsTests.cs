using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Billing;

public sealed class MovementsTests
{
    private static readonly TimeZoneInfo Istanbul = TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul");
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whatever has happened: the movements sum up to the wallet that is shown, kind by kind, and that is the ledger's.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Movements_sum_up_to_the_balance_of_the_ledger(int seed)
    {
        var app = await PortalApp.SharedAsync;
        var (random, number, at) = (new Random(seed), Random.Shared.NextInt64(1L << 40, 1L << 50), Start);
        await using (var db = app.OpenDb())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            for (var i = 0; i < 60; i++)
            {
                at += TimeSpan.FromMinutes(random.Next(0, 600));
                await PostAsync(app, db, number, random, at);
            }

            await transaction.CommitAsync();
        }

        var movements = await app.Get<Movements>().AllAsync(number, Istanbul, default).ToListAsync();
        var ledger = await app.Get<GeneralLedger>().BalanceAsync(number, default);

        var books = new PurseAmounts(ledger.Wallet, ledger.Promotional, ledger.Allowance, ledger.Aside);
        Assert.Equal(books, movements.Aggregate(default(PurseAmounts), (sum, movement) => sum + movement.Change));
        Assert.Equal(books, movements[^1].Balance);
        Assert.All(movements, movement => Assert.All(Enum.GetValues<PurseKind>(), kind => Assert.True(movement.Balance[kind].Micros >= 0)));
        Assert.All(movements.Where(m => m.Kind == LedgerEntryKind.Usage).GroupBy(m => m.Day), day => Assert.Single(day));
        Assert.Equal(movements, await ByMonthAsync(app, number));
    }

    [Fact]
    public async Task Each_day_s_usage_is_one_movement_of_the_reader_s_day()
    {
        var app = await PortalApp.SharedAsync;
        var number = Random.Shared.NextInt64(1L << 40, 1L << 50);
        await using (var db = app.OpenDb())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await DraftAsync(app, db, LedgerEntryKind.Payment, Start, (LedgerAccount.CustomerWallet, number, 1000), (LedgerAccount.PaytrClearing, null, -1000));
            foreach (var hour in new[] { 1, 5, 20, 22 })      // 22:00 UTC is the next day in Istanbul
            {
                await DraftAsync(app, db, LedgerEntryKind.Usage, Start.AddHours(hour), (LedgerAccount.CustomerWallet, number, -10), (LedgerAccount.Revenue, null, 10));
            }

            await transaction.CommitAsync();
        }

        var movements = await app.Get<Movements>().AllAsync(number, Istanbul, default).ToListAsync();

        Assert.Equal([(1, 1000, 1000), (1, -30, 970), (2, -10, 960)], movements.Select(m => (m.Day.Day, m.Change.Wallet.Micros, m.Balance.Total.Micros)));
        Assert.All(movements, movement => Assert.Equal((true, false), (movement.IsOf(PurseKind.Wallet), movement.IsOf(PurseKind.Promotional))));
        Assert.Empty(await app.Get<Movements>().ListAsync(number, Istanbul, new DateOnly(2026, 4, 1), default));
    }

    [Fact]
    public async Task The_page_and_the_file_show_what_a_payment_was_for()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);
        var order = await app.Get<Orders>().MakeAsync(
            new NewOrder(Guid.CreateVersion7(), person.AccountId, person.AccountNumber, person.UserId, 25_000, null, "Bakiye", "=Top-up"), default);
        await using (var db = app.OpenDb())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var payment = new PaymentFacts(Guid.CreateVersion7(), "ref", PaymentMethod.Card, DateTimeOffset.UtcNow, IsTest: true);
            Assert.True(await app.Get<Orders>().PaidAsync(db, order.Id, payment, default));
            Assert.False(await app.Get<Orders>().PaidAsync(db, order.Id, payment, default));
            await transaction.CommitAsync();
        }

        var page = await visitor.GetAsync("/billing");
        var lines = (await visitor.GetAsync("/billing/movements.csv?purse=Wallet")).Split((char)10);

        Assert.Contains("=Top-up", page, StringComparison.Ordinal);
        Assert.Contains("₺250.00", page, StringComparison.Ordinal);
        Assert.Equal(MovementsCsv.Header, lines[0].TrimStart('\uFEFF').TrimEnd());
        Assert.EndsWith(",Payment,Payment: =Top-up,250.00000000,0.00000000,0.00000000,0.00000000,250.00000000,250.00000000", lines[1].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("", (await visitor.GetAsync("/billing/movements.csv?month=2001-01")).TrimStart('\uFEFF').Replace(MovementsCsv.Header, "", StringComparison.Ordinal).Trim());
    }

    /// <summary>As the page shows them: month by month, each with the balance that the one before has left.</summary>
    private static async Task<IReadOnlyList<Movement>> ByMonthAsync(PortalApp app, long number)
    {
        var (books, all) = (app.Get<Movements>(), new List<Movement>());
        foreach (var month in (await books.MonthsAsync(number, Istanbul, default)).Reverse())
        {
            all.AddRange(await books.ListAsync(number, Istanbul, month, default));
        }

        return all;
    }

    private static async Task PostAsync(PortalApp app, PortalDb db, long number, Random random, DateTimeOffset at)
    {
        var (wallet, balance) = (app.Get<Wallet>(), await GeneralLedger.LockBalanceAsync(db, number, default));
        var (amount, key) = (new Money(random.Next(1, 1_000_000)), $"test/{Guid.NewGuid():N}");
        switch (random.Next(6))
        {
            case 0:
                await wallet.GiveAsync(db, new WalletMove(number, amount, LedgerAccount.Adjustments, LedgerEntryKind.Adjustment, key, at) { Note = new("neden", "why") }, default);
                break;
            case 1:
                await wallet.TakeAsync(db, new WalletMove(number, amount, LedgerAccount.DeferredRevenue, LedgerEntryKind.PlanPurchase, key, at), default, held: default(Money));
                break;
            case 2:
                await wallet.PutAsideAsync(db, number, key, at, default, held: default(Money));
                break;
            case 3:
                await wallet.PutBackAsync(db, number, key, at, default);
                break;
            case 4:
                await DraftAsync(app, db, LedgerEntryKind.Promotion, at, (LedgerAccount.PromotionalCredit, number, amount.Micros), (LedgerAccount.PromotionalCost, null, -amount.Micros));
                break;
            case 5 when balance.Wallet.Micros > 0:
                var used = random.NextInt64(1, balance.Wallet.Micros + 1);
                await DraftAsync(app, db, LedgerEntryKind.Usage, at, (LedgerAccount.CustomerWallet, number, -used), (LedgerAccount.Revenue, null, used));
                break;
        }
    }

    private static Task<bool> DraftAsync(
        PortalApp app, PortalDb db, LedgerEntryKind kind, DateTimeOffset at, params (LedgerAccount Account, long? Number, long Micros)[] lines) =>
        app.Get<GeneralLedger>().PostAsync(
            db,
            new LedgerDraft(kind, $"test/{Guid.NewGuid():N}", at, [.. lines.Select(line => new PostingDraft(line.Account, line.Number, new Money(line.Micros)))]),
            default);
}
