using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Billing;

public sealed class AdjustmentTests
{
    private static readonly Guid First = Guid.CreateVersion7();
    private static readonly Guid Second = Guid.CreateVersion7();

    [Fact]
    public async Task A_small_one_is_posted_at_once_and_the_customer_reads_why()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);
        var wanted = New(person.AccountNumber, 100) with { InternalNote = "ticket 7" };

        Assert.Equal(AdjustmentState.Posted, (await ProposeAsync(app, wanted)).Value);
        Assert.Equal(AdjustmentState.Posted, (await ProposeAsync(app, wanted)).Value);      // a double click

        Assert.Equal(100, (await app.Get<GeneralLedger>().BalanceAsync(person.AccountNumber, default)).Wallet.Lira);
        var page = await visitor.GetAsync("/billing");
        Assert.Contains("An outage on Friday", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ticket 7", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_one_is_posted_by_the_word_of_somebody_else_only()
    {
        var app = await PortalApp.SharedAsync;
        var (_, person) = await Visitor.SignedUpAsync(app);
        var wanted = New(person.AccountNumber, 1000.01m);

        Assert.Equal(AdjustmentState.Waiting, (await ProposeAsync(app, wanted)).Value);
        Assert.Equal("billing.second_person", (await DecideAsync(app, wanted, First))!.Code);
        Assert.Equal(0, await WalletAsync(app, person.AccountNumber));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => DecideAsync(app, wanted, Second))));

        Assert.Single(answers, failure => failure is null);
        Assert.Equal(1000.01m, await WalletAsync(app, person.AccountNumber));
    }

    [Fact]
    public async Task One_that_is_refused_moves_nothing()
    {
        var app = await PortalApp.SharedAsync;
        var (_, person) = await Visitor.SignedUpAsync(app);
        var wanted = New(person.AccountNumber, 2000);
        await ProposeAsync(app, wanted);

        Assert.Null(await app.Get<Adjustments>().DecideAsync(wanted.Id, approved: false, Second, default));

        Assert.Equal("billing.adjustment_decided", (await DecideAsync(app, wanted, Second))!.Code);
        Assert.Equal(0, await WalletAsync(app, person.AccountNumber));
    }

    [Theory]
    [InlineData((int)PurseKind.Wallet, "billing.not_enough")]
    [InlineData((int)PurseKind.Promotional, "billing.not_enough_promotional")]
    public async Task None_takes_more_than_is_free(int purse, string code)
    {
        var app = await PortalApp.SharedAsync;
        var (_, person) = await Visitor.SignedUpAsync(app);
        var number = person.AccountNumber;
        var has = await app.Get<GeneralLedger>().BalanceAsync(number, default);
        if (purse == (int)PurseKind.Wallet)
        {
            await ProposeAsync(app, New(number, 100));
        }

        var all = purse == (int)PurseKind.Wallet ? 100 : has.Promotional.Lira;
        var total = (await app.Get<GeneralLedger>().BalanceAsync(number, default)).Total;
        var call = (await app.Get<Purses>().ReserveAsync(number, total.Micros - Money.FromLira(all).Micros + Money.FromLira(1).Micros, default)).Reservation!;

        Assert.Equal(code, (await ProposeAsync(app, New(number, -all, (PurseKind)purse))).Failure!.Code);
        Assert.Equal(code, (await ProposeAsync(app, New(number, -all - 1, (PurseKind)purse))).Failure!.Code);
        app.Get<Settlement>().Release(call);
        Assert.True((await ProposeAsync(app, New(number, -all, (PurseKind)purse))).Succeeded);
    }

    [Fact]
    public async Task Bad_ones_are_refused()
    {
        var app = await PortalApp.SharedAsync;
        var (_, person) = await Visitor.SignedUpAsync(app);
        var good = New(person.AccountNumber, 1);

        Assert.Equal("billing.adjustment_amount", (await ProposeAsync(app, good with { Amount = default })).Failure!.Code);
        Assert.Equal("billing.adjustment_amount", (await ProposeAsync(app, good with { Amount = Money.FromLira(1_000_000.01m) })).Failure!.Code);
        Assert.Equal("billing.adjustment_purse", (await ProposeAsync(app, good with { Purse = PurseKind.Allowance })).Failure!.Code);
        Assert.Equal("billing.adjustment_reason", (await ProposeAsync(app, good with { Reason = " " })).Failure!.Code);
        Assert.Equal("billing.account_unknown", (await ProposeAsync(app, good with { AccountNumber = 2 })).Failure!.Code);
    }

    private static NewAdjustment New(long number, decimal lira, PurseKind purse = PurseKind.Wallet) =>
        new(Guid.CreateVersion7(), number, Money.FromLira(lira), purse, "An outage on Friday", "");

    private static Task<Outcome<AdjustmentState>> ProposeAsync(PortalApp app, NewAdjustment wanted) =>
        app.Get<Adjustments>().ProposeAsync(wanted, First, default);

    private static Task<Failure?> DecideAsync(PortalApp app, NewAdjustment wanted, Guid by) =>
        app.Get<Adjustments>().DecideAsync(wanted.Id, approved: true, by, default);

    private static async Task<decimal> WalletAsync(PortalApp app, long number) => (await app.Get<GeneralLedger>().BalanceAsync(number, default)).Wallet.Lira;
}
