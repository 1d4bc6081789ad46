using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Billing.Subscriptions;

/// <summary>Plans that are bought by a payment of their own.</summary>
public sealed class PlanOrderTests(PlanRig rig) : IClassFixture<PlanRig>
{
    [Fact]
    public async Task A_paid_order_begins_the_plan_once()
    {
        var (plan, customer) = (await rig.PlanAsync(100, 150, overage: PlanOverage.Stop), await rig.CustomerAsync(5));
        var (id, payment) = (Guid.NewGuid(), Guid.NewGuid());

        var order = await MakeAsync(customer, id, plan);
        var again = await MakeAsync(customer, id, plan);
        Assert.Equal((order.Value, 10_000L, 2_000L), (again.Value, order.Value!.Amount.NetKurus, order.Value.Amount.VatKurus));
        Assert.Null(await customer.LiveAsync());
        Assert.True(await PayAsync(id, payment));
        Assert.False(await PayAsync(id, payment));

        Assert.Equal(SubscriptionState.Active, (await customer.LiveAsync())!.State);
        Assert.Equal((0m, 5m, 150m), await customer.BalanceAsync() is var b ? (b.Wallet.Lira, b.Aside.Lira, b.Allowance.Lira) : default);
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_plan_withdrawn_before_the_payment_leaves_the_money_in_the_wallet_and_says_so()
    {
        var (plan, customer, id) = (await rig.PlanAsync(100, 150), await rig.CustomerAsync(0), Guid.NewGuid());
        await MakeAsync(customer, id, plan);
        await rig.App.Get<PlanEditor>().WithdrawAsync(plan, null, default);

        Assert.True(await PayAsync(id, Guid.NewGuid()));

        Assert.Null(await customer.LiveAsync());
        Assert.Equal((100m, 0m, 1), (await customer.WalletAsync(), await customer.AllowanceAsync(), await customer.LettersAsync("billing.plan_not_bought")));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_second_order_that_is_paid_after_the_first_leaves_its_money_in_the_wallet()
    {
        var (plan, customer, first, second) = (await rig.PlanAsync(100, 150), await rig.CustomerAsync(0), Guid.NewGuid(), Guid.NewGuid());
        await MakeAsync(customer, first, plan);
        await MakeAsync(customer, second, plan);

        await PayAsync(first, Guid.NewGuid());
        await PayAsync(second, Guid.NewGuid());

        Assert.Equal((100m, 150m, 1), (await customer.WalletAsync(), await customer.AllowanceAsync(), await customer.LettersAsync("billing.plan_not_bought")));
    }

    [Fact]
    public async Task A_payment_renews_a_plan_in_grace_at_once()
    {
        var (plan, customer, id) = (await rig.PlanAsync(100, 150, PlanPeriod.Days30), await rig.CustomerAsync(100), Guid.NewGuid());
        var end = (await customer.ChooseAsync(plan)).Value!.PeriodUntil;
        await rig.PassToAsync(end.AddDays(1));
        Assert.Equal(SubscriptionState.Grace, (await customer.LiveAsync())!.State);

        Assert.True((await MakeAsync(customer, id, plan)).Succeeded);
        await PayAsync(id, Guid.NewGuid());

        var live = (await customer.LiveAsync())!;
        Assert.Equal((SubscriptionState.Active, end.AddDays(30), 0m, 150m), (live.State, live.PeriodUntil, await customer.WalletAsync(), await customer.AllowanceAsync()));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task What_is_partly_paid_or_free_makes_no_order()
    {
        var (small, big, free, customer) = (await rig.PlanAsync(100), await rig.PlanAsync(300), await rig.PlanAsync(0), await rig.CustomerAsync(100));
        Assert.Equal("plans.not_payable", (await MakeAsync(customer, Guid.NewGuid(), free)).Failure?.Code);
        await customer.ChooseAsync(small);

        Assert.Equal("plans.not_payable", (await MakeAsync(customer, Guid.NewGuid(), big)).Failure?.Code);
        Assert.Equal("plans.not_payable", (await MakeAsync(customer, Guid.NewGuid(), small)).Failure?.Code);
    }

    [Fact]
    public async Task An_order_that_nobody_pays_is_given_up_after_a_week()
    {
        var (plan, customer) = (await rig.PlanAsync(100), await rig.CustomerAsync(0));
        await MakeAsync(customer, Guid.NewGuid(), plan);
        var view = await rig.App.Get<PlanViews>().ReadAsync(customer.AccountId, customer.Number, default);
        Assert.Equal(plan, view.Pending?.Plan.Id);

        await rig.PassAsync(TimeSpan.FromDays(8));

        Assert.Null((await rig.App.Get<PlanViews>().ReadAsync(customer.AccountId, customer.Number, default)).Pending);
    }

    private Task<Outcome<OrderFacts>> MakeAsync(PlanCustomer customer, Guid orderId, Guid plan) =>
        rig.App.Get<PlanOrders>().MakeAsync(orderId, customer.AccountId, customer.Number, customer.UserId, plan, default);

    private async Task<bool> PayAsync(Guid orderId, Guid paymentId)
    {
        await using var db = rig.App.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var paid = await rig.App.Get<Orders>().PaidAsync(db, orderId, new PaymentFacts(paymentId, $"{paymentId:N}", PaymentMethod.Card, rig.Now, true), default);
        await transaction.CommitAsync();
        return paid;
    }
}
