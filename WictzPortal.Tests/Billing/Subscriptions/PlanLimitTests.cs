using System.Net;
using System.Text.Json;
using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;
using WictzPortal.Tests.Gateway;
using WictzPortal.Tests.Usage;

namespace WictzPortal.Tests.Billing.Subscriptions;

/// <summary>What a plan changes at the gateway, from the moment it is bought.</summary>
public sealed class PlanLimitTests(LimitRig rig) : IClassFixture<LimitRig>
{
    private const string Hello = """{"model":"solo","max_tokens":20,"messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task Limits_and_models_of_a_plan_hold_at_once_and_end_with_it()
    {
        await rig.BeginAsync();
        var plan = await PlanAsync(0, PlanOverage.Wallet, new LimitSet(RequestsPerDay: 1));
        var other = await PlanAsync(0.01m, PlanOverage.Wallet, new LimitSet { Models = ["none-of-these"] });
        await GiveAsync(1);

        await ChooseAsync(plan);
        var (first, second) = (await rig.PostAsync(Hello), await rig.PostAsync(Hello));
        await ChooseAsync(other);
        var third = await rig.PostAsync(Hello);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        Assert.Equal("plan", JsonElement.Parse(await second.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("limit_source").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, third.StatusCode);
    }

    [Theory]
    [InlineData(PlanOverage.Stop, HttpStatusCode.PaymentRequired)]
    [InlineData(PlanOverage.Wallet, HttpStatusCode.OK)]
    public async Task When_the_credit_is_used_up_the_wallet_pays_or_calls_stop(PlanOverage overage, HttpStatusCode then)
    {
        await rig.BeginAsync();
        await UsePromotionAsync();
        await GiveAsync(50);
        Assert.Equal(HttpStatusCode.OK, (await rig.PostAsync(Hello)).StatusCode);
        await ChooseAsync(await PlanAsync(1, overage, LimitSet.None));      // without credit: used up from the start

        // Where nodes lease credit, what this one holds goes back within a moment.
        var answer = await rig.PostAsync(Hello);
        for (var i = 0; i < 100 && answer.StatusCode != then; i++)
        {
            await Task.Delay(10);
            answer = await rig.PostAsync(Hello);
        }

        Assert.Equal(then, answer.StatusCode);
    }

    private async Task<Guid> PlanAsync(decimal lira, PlanOverage overage, LimitSet limits)
    {
        var editor = rig.App.Get<PlanEditor>();
        var id = (await editor.MakeAsync(new PlanDraft($"p{Guid.NewGuid():N}", "Ekip", "Team", "", "", 1), null, default)).Value;
        var today = PlanPeriods.DayOf(rig.Clock.GetUtcNow());
        Assert.Null(await editor.AddVersionAsync(id, new NewPlanVersion(today, (long)(lira * 100), PlanPeriod.Month, default, overage, 0, limits), null, default));
        Assert.Null(await editor.OfferAsync(id, null, default));
        return id;
    }

    private async Task ChooseAsync(Guid plan)
    {
        var chosen = await rig.App.Get<PlanDesk>().ChooseAsync(rig.Customer.AccountId, rig.Customer.AccountNumber, plan, 1_000_000, default);
        Assert.True(chosen.Succeeded, chosen.Failure?.ToString());
    }

    private Task GiveAsync(decimal lira) => Calls.PostAsync(
        rig.App, rig.Customer.AccountNumber, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, Money.FromLira(lira).Micros);

    private async Task UsePromotionAsync()
    {
        var balance = await rig.App.Get<GeneralLedger>().BalanceAsync(rig.Customer.AccountNumber, default);
        await Calls.PostAsync(rig.App, rig.Customer.AccountNumber, LedgerAccount.PromotionalCredit, LedgerAccount.PromotionalCost, -balance.Promotional.Micros);
    }
}
