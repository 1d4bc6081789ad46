using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Billing;

public sealed partial class TopUpTests
{
    [Fact]
    public async Task The_total_is_told_before_anything_is_ordered()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await BuyerAsync(app);

        var page = await visitor.GetAsync("/billing/top-up?amount=1234.56");

        Assert.Contains("₺1,234.56", page, StringComparison.Ordinal);
        Assert.Contains("₺246.91", page, StringComparison.Ordinal);
        Assert.Contains("₺1,481.47", page, StringComparison.Ordinal);
        Assert.Equal(0, await OrdersAsync(app, person.AccountId));
    }

    [Fact]
    public async Task A_double_click_makes_one_order()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await BuyerAsync(app);
        var id = OrderId().Match(await visitor.GetAsync("/billing/top-up?amount=250")).Groups["id"].Value;

        var answers = await Task.WhenAll(PostAsync(visitor, id, "250"), PostAsync(visitor, id, "250"), PostAsync(visitor, id, "250"));

        Assert.All(answers, answer => Assert.EndsWith($"/billing/pay/{id}", answer.Headers.Location!.OriginalString, StringComparison.Ordinal));
        Assert.Equal(1, await OrdersAsync(app, person.AccountId));
        var order = (await app.Get<Orders>().FindAsync(Guid.Parse(id), default))!;
        Assert.Equal((25_000, 5_000, OrderState.Open, true), (order.Amount.NetKurus, order.Amount.VatKurus, order.State, order.MayBePaid));
    }

    [Fact]
    public async Task An_order_s_id_is_of_no_use_to_others_or_for_another_amount()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await BuyerAsync(app);
        var (stranger, other) = await BuyerAsync(app);
        var id = Guid.CreateVersion7().ToString();
        await PostAsync(visitor, id, "250");

        var again = await PostAsync(visitor, id, "300");
        await PostAsync(stranger, id, "250");

        Assert.DoesNotContain(id, again.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(1, await OrdersAsync(app, other.AccountId));
        Assert.Equal(25_000, (await app.Get<Orders>().FindAsync(Guid.Parse(id), default))!.Amount.NetKurus);
    }

    [Theory]
    [InlineData("12.345", "at most two decimals")]
    [InlineData("12,50", "such as 1234.56")]
    [InlineData("1,234", "two ways")]
    [InlineData("-100", "above zero")]
    [InlineData("0", "above zero")]
    [InlineData("49.99", "The least is ₺50.00.")]
    [InlineData("50000.01", "The most at once is ₺50,000.00.")]
    [InlineData("1000000000", "The most at once is")]
    [InlineData("999999999999999999999999", "The most at once is")]
    [InlineData("<script>", "such as")]
    public async Task A_bad_amount_is_told_at_its_field_and_nothing_is_ordered(string typed, string sentence)
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await BuyerAsync(app);

        var page = await visitor.GetAsync($"/billing/top-up?amount={Uri.EscapeDataString(typed)}");
        await PostAsync(visitor, Guid.NewGuid().ToString(), typed);

        Assert.Contains("id=\"amount-error\"", page, StringComparison.Ordinal);
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        Assert.Equal(0, await OrdersAsync(app, person.AccountId));
    }

    [Fact]
    public async Task Nobody_orders_without_a_billing_identity_or_the_role()
    {
        var app = await PortalApp.SharedAsync;
        var (nameless, account) = await Visitor.SignedInAsync(app);
        var (member, person) = await Visitor.SignedInAsync(app);
        var (_, team) = await BuyerAsync(app);
        await app.Get<Members>().AddAsync(team.AccountId, person.UserId, MemberRole.Member, default);
        await member.SwitchAsync(team.AccountId);

        Assert.Contains("Enter the billing identity", await nameless.GetAsync("/billing/top-up?amount=250"), StringComparison.Ordinal);
        Assert.Contains("Owners and admins", await member.GetAsync("/billing/top-up"), StringComparison.Ordinal);
        Assert.Equal(0, await OrdersAsync(app, account.AccountId) + await OrdersAsync(app, team.AccountId));
    }

    [Fact]
    public async Task An_order_that_nobody_pays_ends_after_a_week()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var app = await PortalApp.StartAsync(clock);
        var order = await app.Get<Orders>().MakeAsync(
            new NewOrder(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, Guid.CreateVersion7(), 10_000, null, "a", "a"), default);
        Assert.Equal(0, await app.Get<LapseOrdersJob>().RunAsync(default));

        clock.Advance(TimeSpan.FromDays(7.1));

        Assert.Equal((1, 0), (await app.Get<LapseOrdersJob>().RunAsync(default), await app.Get<LapseOrdersJob>().RunAsync(default)));
        Assert.False((await app.Get<Orders>().FindAsync(order.Id, default))!.MayBePaid);
    }

    internal static async Task<(Visitor Visitor, SignedUp Person)> BuyerAsync(PortalApp app)
    {
        var (visitor, person) = await Visitor.SignedInAsync(app);
        await app.Get<BillingIdentities>().SaveAsync(person.AccountId, BillingIdentityTests.Facts, default);
        return (visitor, person);
    }

    internal static Task<HttpResponseMessage> PostAsync(Visitor visitor, string orderId, string amount) =>
        visitor.PostAsync("/billing/top-up", "top-up", ("OrderId", orderId), ("Amount", amount));

    private static async Task<int> OrdersAsync(PortalApp app, Guid accountId)
    {
        await using var db = app.OpenDb();
        return await db.Orders.CountAsync(o => o.AccountId == accountId);
    }

    [GeneratedRegex("""name="OrderId" value="(?<id>[^"]+)""")]
    private static partial Regex OrderId();
}
