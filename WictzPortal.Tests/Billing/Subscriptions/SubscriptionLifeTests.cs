using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Tests.Plans;

namespace WictzPortal.Tests.Billing.Subscriptions;

/// <summary>What becomes of subscriptions as time passes: renewals, reminders, days on which no job ran, grace and ends.</summary>
public sealed class SubscriptionLifeTests(PlanRig rig) : IClassFixture<PlanRig>
{
    [Fact, Trait("Database", "Any")]
    public async Task A_year_renews_on_its_day_and_reminds_thrice_a_month()
    {
        await ToLastOfJanuaryAsync();
        var (plan, customer) = (await rig.PlanAsync(10, 20), await rig.CustomerAsync(1_000));
        var begun = (await customer.ChooseAsync(plan)).Value!.PeriodFrom;
        var ends = new List<DateTimeOffset>();
        for (var day = 1; day <= 365; day++)
        {
            await rig.PassAsync(TimeSpan.FromDays(1));
            await rig.Keeper.RemindAsync(default);
            await rig.Keeper.RemindAsync(default);      // twice a day is no more often
            var live = (await customer.LiveAsync())!;
            if (ends.Count == 0 || ends[^1] != live.PeriodUntil)
            {
                ends.Add(live.PeriodUntil);
            }
        }

        Assert.Equal(Enumerable.Range(1, 13).Select(month => Istanbul(begun, month)), ends);
        Assert.Equal((1_000m - 130, 20m), (await customer.WalletAsync(), await customer.AllowanceAsync()));
        Assert.Equal(12 * 3, await customer.LettersAsync("billing.plan_ending"));
        Assert.Equal(12, await customer.LettersAsync("billing.plan_renewed"));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task Days_without_reminders_are_made_up_for_by_the_nearest_one_only()
    {
        var (plan, customer) = (await rig.PlanAsync(10, period: PlanPeriod.Days30), await rig.CustomerAsync(100));
        var end = (await customer.ChooseAsync(plan)).Value!.PeriodUntil;

        await rig.PassToAsync(end.AddDays(-2.5));
        Assert.True(await rig.Keeper.RemindAsync(default) > 0);
        Assert.Equal(1, await customer.LettersAsync("billing.plan_ending"));
        await rig.PassToAsync(end.AddDays(-0.5));
        await rig.Keeper.RemindAsync(default);
        await rig.Keeper.RemindAsync(default);

        Assert.Equal(2, await customer.LettersAsync("billing.plan_ending"));
    }

    [Fact]
    public async Task Periods_that_no_job_looked_after_cost_nothing()
    {
        var (plan, customer) = (await rig.PlanAsync(10, 20, PlanPeriod.Days30), await rig.CustomerAsync(100));
        var begun = (await customer.ChooseAsync(plan)).Value!.PeriodFrom;

        await rig.PassToAsync(begun.AddDays(100));
        await rig.Keeper.AdvanceAllAsync(default);

        var live = (await customer.LiveAsync())!;
        Assert.Equal((begun.AddDays(90), begun.AddDays(120), 80m), (live.PeriodFrom, live.PeriodUntil, await customer.WalletAsync()));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task What_cannot_be_paid_has_days_of_grace_and_goes_on_from_its_end_when_paid()
    {
        var (plan, customer) = (await rig.PlanAsync(60, 80, PlanPeriod.Days30, PlanOverage.Stop), await rig.CustomerAsync(100));
        var end = (await customer.ChooseAsync(plan)).Value!.PeriodUntil;

        await rig.PassToAsync(end);
        var unpaid = (await customer.LiveAsync())!;
        Assert.Equal((SubscriptionState.Grace, end.AddDays(3), 0m, 0m), (unpaid.State, unpaid.GraceUntil, await customer.AllowanceAsync(), await customer.AvailableAsync()));
        Assert.Equal(1, await customer.LettersAsync("billing.plan_unpaid"));
        await customer.TopUpAsync(20);
        await rig.PassAsync(TimeSpan.FromDays(2));

        var live = (await customer.LiveAsync())!;
        Assert.Equal((SubscriptionState.Active, end, end.AddDays(30), 0m, 80m), (live.State, live.PeriodFrom, live.PeriodUntil, await customer.WalletAsync(), await customer.AllowanceAsync()));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task What_staff_give_is_set_aside_like_the_rest_of_the_wallet()
    {
        var (plan, customer) = (await rig.PlanAsync(60, 80, PlanPeriod.Days30, PlanOverage.Stop), await rig.CustomerAsync(100));
        await customer.ChooseAsync(plan);
        var gift = new NewAdjustment(Guid.CreateVersion7(), customer.Number, Money.FromLira(10), PurseKind.Wallet, "Sorry", "");

        Assert.True((await rig.App.Get<Adjustments>().ProposeAsync(gift, Guid.CreateVersion7(), default)).Succeeded);

        var balance = await customer.BalanceAsync();
        Assert.Equal((0m, 50m, 80m), (balance.Wallet.Lira, balance.Aside.Lira, await customer.AvailableAsync()));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task Grace_ends_and_the_wallet_is_free_again()
    {
        var (plan, customer) = (await rig.PlanAsync(60, 80, PlanPeriod.Days30, PlanOverage.Stop), await rig.CustomerAsync(100));
        var end = (await customer.ChooseAsync(plan)).Value!.PeriodUntil;
        await rig.PassToAsync(end);

        await rig.PassToAsync(end.AddDays(3));

        Assert.Null(await customer.LiveAsync());
        Assert.Equal((40m, 40m), ((await customer.BalanceAsync()).Wallet.Lira, await customer.AvailableAsync()));
        Assert.Equal(1, await customer.LettersAsync("billing.plan_ended"));
        Assert.Equal(QuoteKind.Start, (await customer.QuoteAsync(plan)).Kind);
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task What_does_not_renew_itself_waits_for_its_owner()
    {
        var (plan, customer) = (await rig.PlanAsync(60, 80, PlanPeriod.Days30), await rig.CustomerAsync(200));
        var end = (await customer.ChooseAsync(plan)).Value!.PeriodUntil;
        await customer.DecideAsync(PlanStep.NotRenewItself);

        await rig.PassToAsync(end.AddDays(1));
        Assert.Equal((SubscriptionState.Grace, 140m), ((await customer.LiveAsync())!.State, await customer.WalletAsync()));
        Assert.Equal((QuoteKind.Renewal, end), await customer.QuoteAsync(plan) is var quote ? (quote.Kind, quote.From) : default);
        await customer.ChooseAsync(plan, 60);

        Assert.Equal((end.AddDays(30), 80m), ((await customer.LiveAsync())!.PeriodUntil, await customer.WalletAsync()));
    }

    [Fact]
    public async Task A_withdrawn_plan_runs_out_and_a_new_price_holds_from_the_next_period()
    {
        var (dearer, gone) = (await rig.PlanAsync(60, 10, PlanPeriod.Days30), await rig.PlanAsync(60, 10, PlanPeriod.Days30));
        var (one, other) = (await rig.CustomerAsync(500), await rig.CustomerAsync(500));
        var end = (await one.ChooseAsync(dearer)).Value!.PeriodUntil;
        await other.ChooseAsync(gone);
        rig.Clock.Advance(TimeSpan.FromDays(1));
        await rig.VersionAsync(dearer, 75, 15, PlanPeriod.Days30);
        await rig.App.Get<PlanEditor>().WithdrawAsync(gone, null, default);
        Assert.Equal(10m, await one.AllowanceAsync());

        await rig.PassToAsync(end);

        Assert.Equal((500m - 60 - 75, 15m), (await one.WalletAsync(), await one.AllowanceAsync()));
        Assert.Null(await other.LiveAsync());
        Assert.Equal(440m, await other.WalletAsync());
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task Credit_that_a_call_in_flight_holds_ends_when_the_call_does()
    {
        var (plan, customer) = (await rig.PlanAsync(60, 80, PlanPeriod.Days30), await rig.CustomerAsync(60));
        var end = (await customer.ChooseAsync(plan)).Value!.PeriodUntil;
        await customer.DecideAsync(PlanStep.Cancel);
        var held = await Usage.Calls.ReserveAsync(rig.App, customer.Number, Money.FromLira(5).Micros);

        await rig.PassToAsync(end);
        Assert.Equal((5m, 0m), (await customer.AllowanceAsync(), await customer.AvailableAsync()));
        rig.App.Get<WictzPortal.Usage.Settlement>().Release(held!);
        await rig.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((0m, 0m), (await customer.AllowanceAsync(), await customer.AvailableAsync()));
        await rig.VerifyAsync();
    }

    private async Task ToLastOfJanuaryAsync()
    {
        var next = PlanPeriodTests.Istanbul("2027-01-31T10:00");
        await rig.PassToAsync(next > rig.Now ? next : next.AddYears(rig.Now.Year - 2026));
    }

    private static DateTimeOffset Istanbul(DateTimeOffset begun, int months) =>
        new DateTimeOffset(begun.ToOffset(TimeSpan.FromHours(3)).DateTime.AddMonths(months), TimeSpan.FromHours(3)).ToUniversalTime();
}
