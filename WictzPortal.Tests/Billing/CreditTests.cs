using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Billing;

/// <summary>Credit that ends, and coupons.</summary>
public sealed class CreditTests(CreditTests.Rig rig) : IClassFixture<CreditTests.Rig>
{
    private static readonly Guid Staff = Guid.CreateVersion7();
    private readonly FakeClock _clock = rig.Clock;
    private readonly PortalApp _app = rig.App;

    [Fact]
    public async Task Credit_that_ends_is_used_first_and_only_what_is_left_of_it_is_taken_back()
    {
        var buyer = await BuyerAsync();
        await GiveAsync(buyer, 30, days: 20);
        await GiveAsync(buyer, 50, days: 10);
        _clock.Advance(TimeSpan.FromDays(1));
        await UseAsync(buyer, 35);

        Assert.Equal([1500, 3000], (await Grants.ListAsync(buyer.AccountNumber, default)).Select(grant => Kurus(grant.Left)));
        _clock.Advance(TimeSpan.FromDays(10));
        await Grants.EndDueAsync(default);
        Assert.Equal(0, await Grants.EndDueAsync(default));

        Assert.Equal(4000, await PromotionalAsync(buyer));      // 30 that end later, and 10 from signing up
        _clock.Advance(TimeSpan.FromDays(10));
        await Grants.EndDueAsync(default);
        Assert.Equal(1000, await PromotionalAsync(buyer));
        _clock.Advance(TimeSpan.FromDays(3650));
        await Grants.EndDueAsync(default);
        Assert.Equal(1000, await PromotionalAsync(buyer));      // what came with signing up never ends
    }

    [Fact]
    public async Task What_calls_in_flight_hold_is_not_taken_back_before_they_end()
    {
        var buyer = await BuyerAsync();
        await GiveAsync(buyer, 50, days: 1);
        var purses = _app.Get<Purses>();
        var call = (await purses.ReserveAsync(buyer.AccountNumber, Money.FromLira(55).Micros, default)).Reservation!;
        _clock.Advance(TimeSpan.FromDays(2));

        await Grants.EndDueAsync(default);
        Assert.Equal(6000, await PromotionalAsync(buyer));
        _app.Get<Settlement>().Release(call);
        await Grants.EndDueAsync(default);

        Assert.Equal(1000, await PromotionalAsync(buyer));
        Assert.Equal(1000, (await purses.StateAsync(buyer.AccountNumber, default)).Available.Micros / 1_000_000);
    }

    [Fact]
    public async Task A_coupon_redeemed_by_many_at_once_is_given_as_often_as_it_may_be()
    {
        await MakeAsync("RACE-1", uses: 3);
        var buyers = new List<Buyer>();
        for (var i = 0; i < 4; i++)
        {
            buyers.Add(await BuyerAsync());
        }

        var outcomes = await Task.WhenAll(buyers.Concat(buyers).Concat(buyers).Select(buyer => Task.Run(() => Coupons.RedeemAsync("race-1", buyer, default))));

        Assert.Equal(3, outcomes.Count(outcome => outcome.Succeeded));
        var amounts = await Task.WhenAll(buyers.Select(PromotionalAsync));
        Assert.Equal([1000, 3500, 3500, 3500], amounts.Order());
        Assert.Equal(3, (await Coupons.ListAsync(default)).Single(coupon => coupon.Code == "RACE-1").Uses);
    }

    [Fact]
    public async Task A_coupon_that_cannot_be_redeemed_says_why()
    {
        var buyer = await BuyerAsync();
        await MakeAsync("SUMMER-1");
        await MakeAsync("SHORT-1", days: 1);
        await MakeAsync("GONE-1");
        await Coupons.WithdrawAsync((await Coupons.ListAsync(default)).Single(coupon => coupon.Code == "GONE-1").Id, Staff, default);
        await MakeAsync("ONCE-1", uses: 1);
        await Coupons.RedeemAsync("ONCE-1", await BuyerAsync(), default);
        Assert.True((await Coupons.RedeemAsync(" summer-1 ", buyer, default)).Succeeded);
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal("billing.coupon_used", await RefusalAsync("SUMMER-1", buyer));
        Assert.Equal("billing.coupon_ended", await RefusalAsync("SHORT-1", buyer));
        Assert.Equal("billing.coupon_ended", await RefusalAsync("GONE-1", buyer));
        Assert.Equal("billing.coupon_used_up", await RefusalAsync("ONCE-1", buyer));
        Assert.Equal("billing.coupon_unknown", await RefusalAsync("", buyer));
        Assert.Equal("billing.coupon_unknown", await RefusalAsync(new string('A', 500), buyer));
        Assert.Equal(3500, await PromotionalAsync(buyer));
    }

    [Theory]
    [InlineData("indirim-1", "İNDİRİM-1")]
    [InlineData("INDIRIM-2", "ındırım-2")]
    public async Task A_code_knows_neither_case_nor_turkish_letters(string made, string typed)
    {
        await MakeAsync(made);

        Assert.True((await Coupons.RedeemAsync(typed, await BuyerAsync(), default)).Succeeded);
    }

    [Fact]
    public async Task Codes_are_not_found_by_trying()
    {
        var (buyer, other) = (await BuyerAsync(), await BuyerAsync());
        await MakeAsync("FOUND-1");
        for (var i = 0; i < CouponAttempts.Most; i++)
        {
            Assert.Equal("billing.coupon_unknown", await RefusalAsync($"TRY-{i}", buyer));
        }

        Assert.Equal("billing.coupon_attempts", await RefusalAsync("FOUND-1", buyer));
        Assert.True((await Coupons.RedeemAsync("FOUND-1", other, default)).Succeeded);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await Coupons.RedeemAsync("FOUND-1", buyer, default)).Succeeded);
    }

    [Theory]
    [InlineData("ab", 100, 1, null, 1, "billing.coupon_code")]
    [InlineData("WITH SPACE", 100, 1, null, 1, "billing.coupon_code")]
    [InlineData("GOOD-1", 0, 1, null, 1, "billing.coupon_amount")]
    [InlineData("GOOD-1", 100_000_000, 1, null, 1, "billing.coupon_amount")]
    [InlineData("GOOD-1", 100, -1, null, 1, "billing.coupon_terms")]
    [InlineData("GOOD-1", 100, 1, 0, 1, "billing.coupon_terms")]
    [InlineData("GOOD-1", 100, 1, null, 0, "billing.coupon_terms")]
    public async Task A_coupon_with_bad_terms_is_not_made(string code, long kurus, int days, int? uses, int each, string failure) =>
        Assert.Equal(failure, (await Coupons.MakeAsync(new NewCoupon(code, kurus, _clock.GetUtcNow().AddDays(days), null, uses, each), Staff, default))!.Code);

    private CreditGrants Grants => _app.Get<CreditGrants>();

    private Coupons Coupons => _app.Get<Coupons>();

    private async Task<Buyer> BuyerAsync()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        return new Buyer(person.AccountId, person.AccountNumber, person.UserId);
    }

    private async Task MakeAsync(string code, int? uses = null, int days = 30) => Assert.Null(await Coupons.MakeAsync(
        new NewCoupon(code, 2_500, _clock.GetUtcNow().AddDays(days), 30, uses, 1), Staff, default));

    private async Task<string> RefusalAsync(string code, Buyer buyer) => (await Coupons.RedeemAsync(code, buyer, default)).Failure!.Code;

    private async Task<long> PromotionalAsync(Buyer buyer) =>
        Kurus((await _app.Get<GeneralLedger>().BalanceAsync(buyer.AccountNumber, default)).Promotional);

    private async Task GiveAsync(Buyer buyer, int lira, int days)
    {
        await using var db = _app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Grants.GiveAsync(
            db, new NewGrant(Guid.CreateVersion7(), buyer.AccountNumber, Money.FromLira(lira), _clock.GetUtcNow().AddDays(days), new("hediye", "gift")), default);
        await transaction.CommitAsync();
    }

    private async Task UseAsync(Buyer buyer, int lira)
    {
        await using var db = _app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var amount = Money.FromLira(lira);
        await _app.Get<GeneralLedger>().PostAsync(
            db,
            new LedgerDraft(LedgerEntryKind.Usage, $"test/{Guid.NewGuid():N}", _clock.GetUtcNow(),
            [
                new PostingDraft(LedgerAccount.PromotionalCredit, buyer.AccountNumber, new Money(-amount.Micros)),
                new PostingDraft(LedgerAccount.Revenue, null, amount),
            ]),
            default);
        await transaction.CommitAsync();
    }

    private static long Kurus(Money amount) => amount.Micros / 1_000_000;

    /// <summary>One app for all of them, with a clock that they move.</summary>
    public sealed class Rig : IAsyncLifetime
    {
        public FakeClock Clock { get; } = new(DateTimeOffset.UtcNow);

        public PortalApp App { get; private set; } = null!;

        public async Task InitializeAsync() => App = await PortalApp.StartAsync(Clock, ("Plans:SignUpCredit", "10"));

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
