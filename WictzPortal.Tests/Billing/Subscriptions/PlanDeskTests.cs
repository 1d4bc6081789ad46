using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Billing.Subscriptions;

/// <summary>Choosing a plan, changing it, and deciding about it: what is taken, what is granted, and what is refused.</summary>
public sealed class PlanDeskTests(PlanRig rig) : IClassFixture<PlanRig>
{
    private static readonly string[] Again = ["plans.already", "plans.not_now"];

    [Fact]
    public async Task A_plan_is_bought_from_the_wallet()
    {
        var (plan, customer) = (await rig.PlanAsync(100, 150), await rig.CustomerAsync(120));

        var quote = await customer.QuoteAsync(plan);
        var bought = await customer.ChooseAsync(plan, 100);

        Assert.Equal((QuoteKind.Start, 10_000L), (quote.Kind, quote.DueKurus));
        Assert.True(bought.Succeeded, bought.Failure?.ToString());
        Assert.Equal((SubscriptionState.Active, true), (bought.Value.State, bought.Value.RenewsItself));
        Assert.Equal((20m, 150m, 170m), (await customer.WalletAsync(), await customer.AllowanceAsync(), await customer.AvailableAsync()));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task What_cannot_be_bought_moves_nothing()
    {
        var (plan, gone, customer) = (await rig.PlanAsync(100, 150), await rig.PlanAsync(50), await rig.CustomerAsync(99.99m));
        await rig.App.Get<PlanEditor>().WithdrawAsync(gone, null, default);

        Assert.Equal("billing.not_enough", (await customer.ChooseAsync(plan)).Failure?.Code);
        Assert.Equal("plans.price_moved", (await customer.ChooseAsync(plan, 99.99m)).Failure?.Code);
        Assert.Equal("plans.not_sold", (await customer.ChooseAsync(gone)).Failure?.Code);
        Assert.Equal("plans.not_sold", (await customer.ChooseAsync(Guid.NewGuid())).Failure?.Code);
        Assert.Equal("plans.no_subscription", (await customer.DecideAsync(PlanStep.Cancel)).Failure?.Code);
        Assert.Null(await customer.LiveAsync());
        Assert.Equal((99.99m, 0m), (await customer.WalletAsync(), await customer.AllowanceAsync()));
    }

    [Fact]
    public async Task Money_that_calls_in_flight_hold_buys_no_plan()
    {
        var (plan, customer) = (await rig.PlanAsync(100), await rig.CustomerAsync(120));
        var held = await Usage.Calls.ReserveAsync(rig.App, customer.Number, Money.FromLira(30).Micros);

        var refused = await customer.ChooseAsync(plan);
        rig.App.Get<WictzPortal.Usage.Settlement>().Release(held!);

        Assert.Equal("billing.not_enough", refused.Failure?.Code);
        Assert.True((await customer.ChooseAsync(plan)).Succeeded);
    }

    /// <summary>Ten clicks at once, with money for all of them.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Clicks_at_the_same_instant_buy_once(int lira)
    {
        var (plan, better) = (await rig.PlanAsync(lira, 10, PlanPeriod.Days30), await rig.PlanAsync(300, 10));
        for (var round = 0; round < 3; round++)
        {
            var customer = await rig.CustomerAsync(10_000);

            var bought = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => customer.ChooseAsync(plan))));
            var changed = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => customer.ChooseAsync(better))));

            Assert.All([bought, changed], clicks => Assert.Single(clicks, click => click.Succeeded));
            Assert.All(bought.Concat(changed).Where(click => !click.Succeeded), click => Assert.Contains(click.Failure!.Code, Again));
            Assert.Equal(10m, await customer.AllowanceAsync());
            Assert.Equal(10_000m - 300 - (lira == 0 ? 0 : 3.33m), await customer.WalletAsync());      // one day of thirty is used
        }

        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_dearer_plan_begins_at_once_and_pays_for_what_is_left_of_the_other()
    {
        var (small, big) = (await rig.PlanAsync(30, 60, PlanPeriod.Days30), await rig.PlanAsync(90, 200));
        var customer = await rig.CustomerAsync(200);
        await customer.ChooseAsync(small);
        await customer.UseAsync(15);      // a quarter of the credit
        rig.Clock.Advance(TimeSpan.FromDays(2.5));      // 27 of 30 days are left, but three quarters of the credit

        var quote = await customer.QuoteAsync(big);
        var changed = await customer.ChooseAsync(big, 67.5m);

        Assert.Equal((QuoteKind.Change, 2_250L, 6_750L, 45m), (quote.Kind, quote.CarriedKurus, quote.DueKurus, quote.Lost.Lira));
        Assert.True(changed.Succeeded, changed.Failure?.ToString());
        Assert.Equal((big, rig.Now), (changed.Value.PlanId, changed.Value.PeriodFrom));
        Assert.Equal((200 - 30 - 67.5m, 200m), (await customer.WalletAsync(), await customer.AllowanceAsync()));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_cheaper_plan_begins_with_the_next_period()
    {
        var (small, big) = (await rig.PlanAsync(30, 60), await rig.PlanAsync(90, 200));
        var customer = await rig.CustomerAsync(200);
        var bought = (await customer.ChooseAsync(big)).Value!;

        var quote = await customer.QuoteAsync(small);
        await customer.ChooseAsync(small, 0);
        Assert.Equal((QuoteKind.Later, 0L, bought.PeriodUntil), (quote.Kind, quote.DueKurus, quote.From));
        Assert.Equal((big, small, 110m), ((await customer.LiveAsync())!.PlanId, (await customer.LiveAsync())!.NextPlanId, await customer.WalletAsync()));
        await customer.DecideAsync(PlanStep.Keep);
        Assert.Null((await customer.LiveAsync())!.NextPlanId);
        await customer.ChooseAsync(small, 0);
        await rig.PassToAsync(bought.PeriodUntil);

        Assert.Equal((small, bought.PeriodUntil), ((await customer.LiveAsync())!.PlanId, (await customer.LiveAsync())!.PeriodFrom));
        Assert.Equal((80m, 60m), (await customer.WalletAsync(), await customer.AllowanceAsync()));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_trial_is_free_grants_its_share_and_comes_once()
    {
        var (plan, other, customer) = (await rig.PlanAsync(100, 310, PlanPeriod.Days30, trialDays: 3), await rig.PlanAsync(50, trialDays: 7), await rig.CustomerAsync(0));

        var trial = (await customer.ChooseAsync(plan, 0)).Value!;
        Assert.Equal((SubscriptionState.Trialing, rig.Now.AddDays(3), 31m), (trial.State, trial.PeriodUntil, await customer.AllowanceAsync()));
        await rig.PassToAsync(trial.PeriodUntil);
        Assert.Null(await customer.LiveAsync());      // no money, no grace
        Assert.Equal(0m, await customer.AllowanceAsync());
        Assert.Equal(1, await customer.LettersAsync("billing.plan_ended"));

        Assert.Equal(QuoteKind.Start, (await customer.QuoteAsync(other)).Kind);
        Assert.Equal("billing.not_enough", (await customer.ChooseAsync(other)).Failure?.Code);
    }

    [Fact]
    public async Task A_trial_with_money_in_the_wallet_goes_on_from_its_end()
    {
        var (plan, customer) = (await rig.PlanAsync(100, 310, trialDays: 7), await rig.CustomerAsync(150));
        var trial = (await customer.ChooseAsync(plan, 0)).Value!;
        Assert.Equal(150m, await customer.WalletAsync());

        await rig.PassToAsync(trial.PeriodUntil.AddHours(1));

        var live = (await customer.LiveAsync())!;
        Assert.Equal((SubscriptionState.Active, trial.PeriodUntil, 50m), (live.State, live.PeriodFrom, await customer.WalletAsync()));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_canceled_plan_runs_out_and_can_be_resumed_until_then()
    {
        var (plan, customer) = (await rig.PlanAsync(100, 310), await rig.CustomerAsync(500));
        var bought = (await customer.ChooseAsync(plan)).Value!;

        await customer.DecideAsync(PlanStep.Cancel);
        Assert.True((await customer.DecideAsync(PlanStep.Resume)).Succeeded);
        Assert.False((await customer.LiveAsync())!.EndsWithPeriod);
        await customer.DecideAsync(PlanStep.Cancel);
        Assert.Equal("plans.not_now", (await customer.DecideAsync(PlanStep.Cancel)).Failure?.Code);
        await rig.PassToAsync(bought.PeriodUntil.AddMinutes(-1));
        Assert.Equal(310m, await customer.AllowanceAsync());
        await rig.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Null(await customer.LiveAsync());
        Assert.Equal((400m, 0m), (await customer.WalletAsync(), await customer.AllowanceAsync()));
        Assert.Equal("plans.no_subscription", (await customer.DecideAsync(PlanStep.Resume)).Failure?.Code);
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_plan_that_stops_keeps_calls_from_the_wallet_until_it_ends()
    {
        var (plan, free, customer) = (await rig.PlanAsync(100, 5, overage: PlanOverage.Stop), await rig.PlanAsync(200, 5), await rig.CustomerAsync(400));
        await customer.ChooseAsync(plan);
        Assert.Equal((0m, 300m, 5m), ((await customer.BalanceAsync()).Wallet.Lira, (await customer.BalanceAsync()).Aside.Lira, await customer.AvailableAsync()));

        await customer.ChooseAsync(free);      // dearer, and it does not stop

        Assert.Equal(0m, (await customer.BalanceAsync()).Aside.Lira);
        Assert.Equal((await customer.WalletAsync()) + 5, await customer.AvailableAsync());
        await rig.VerifyAsync();
    }
}
