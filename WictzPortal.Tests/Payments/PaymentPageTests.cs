using System.Net;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Payments;
using WictzPortal.Tests.Accounts;

namespace WictzPortal.Tests.Payments;

public sealed class PaymentPageTests(PaymentsRig rig) : IClassFixture<PaymentsRig>
{
    private static readonly BillingIdentityFacts Identity = new(
        BillingKind.Individual, "Zeynep", "Ak", null, "12345678950", null, "Bağdat Caddesi 1", "Kadıköy", "İstanbul", "34710", "TR",
        "fatura@example.com", "+90 555 000 11 22");

    [Fact]
    public async Task From_the_order_to_the_payment_page_and_the_result()
    {
        var (visitor, order) = await BuyerAsync();
        var summary = await visitor.GetAsync(PathOf(order));

        var answer = await visitor.PostAsync(PathOf(order), "pay", ("method", "card"));
        var page = await visitor.Http.GetAsync(answer.Headers.Location);
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        var frame = await visitor.GetAsync(html[html.IndexOf("/sandbox/paytr/", StringComparison.Ordinal)..].Split('"')[0]);
        var attempt = await AttemptAsync(order);
        var before = await visitor.GetAsync($"/billing/result/{attempt.Reference}");
        rig.PayAtPaytr(attempt);
        await rig.PostAsync(rig.Success(attempt));
        var after = await visitor.GetAsync($"/billing/result/{attempt.Reference}");

        Assert.All(["₺500.00", "₺100.00", "₺600.00", "VAT 20 %"], text => Assert.Contains(text, summary, StringComparison.Ordinal));
        Assert.Contains("""src="/sandbox/paytr/odeme/guvenli/""", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\"", frame, StringComparison.Ordinal);
        Assert.EndsWith("; frame-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("Your payment is being confirmed", before, StringComparison.Ordinal);
        Assert.Contains("Thank you, your payment is here", after, StringComparison.Ordinal);
        Assert.Contains("This order is paid.", await visitor.GetAsync(PathOf(order)), StringComparison.Ordinal);
        Assert.Contains("Paid", await visitor.GetAsync("/billing/payments"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_result_is_shown_to_whoever_has_its_address_and_tells_nothing_about_the_person()
    {
        var (visitor, order) = await BuyerAsync();
        await visitor.PostAsync(PathOf(order), "pay", ("method", "card"));
        var attempt = await AttemptAsync(order);

        var page = await new Visitor(rig.App).GetAsync($"/billing/result/{attempt.Reference}?status=success");

        Assert.Contains("Your payment is being confirmed", page, StringComparison.Ordinal);
        Assert.All(
            [visitor.Email, "Deniz", "Zeynep", "fatura@example.com", attempt.Oid, attempt.AccountId.ToString()],
            text => Assert.DoesNotContain(text, page, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("no payment behind this address", await new Visitor(rig.App).GetAsync($"/billing/result/{attempt.Oid}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_clicks_make_one_attempt_and_a_failed_one_is_followed_by_a_new_number()
    {
        var (visitor, order) = await BuyerAsync();
        var token = await visitor.TokenAsync(PathOf(order));
        FormUrlEncodedContent Form() => new(
            [KeyValuePair.Create("method", "card"), KeyValuePair.Create("_handler", "pay"), KeyValuePair.Create("__RequestVerificationToken", token)]);

        var clicks = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => visitor.Http.PostAsync(PathOf(order), Form())));
        var first = await AttemptAsync(order);
        await rig.PostAsync(rig.Failure(first));
        await visitor.Http.PostAsync(PathOf(order), Form());

        Assert.All(clicks, click => Assert.EndsWith("?try=1", click.Headers.Location!.OriginalString, StringComparison.Ordinal));
        await using var db = rig.App.OpenDb();
        var attempts = await db.PaymentAttempts.Where(a => a.OrderId == order.Id).OrderBy(a => a.Number).ToListAsync();
        Assert.Equal([1, 2], attempts.Select(a => a.Number));
        Assert.NotEqual(attempts[0].Oid, attempts[1].Oid);
    }

    [Fact]
    public async Task An_order_of_another_account_is_not_there()
    {
        var (_, order) = await BuyerAsync();
        var (stranger, _) = await Visitor.SignedInAsync(rig.App);

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Http.GetAsync(PathOf(order))).StatusCode);
        Assert.Equal("payments.no_order", (await rig.App.Get<Checkout>().StartAsync(
            new PayWish(order.Id, Guid.CreateVersion7(), PaymentMethod.Card, new("A", "a@example.com", "1", "x", "203.0.113.1")) { Language = "tr" }, default)).Failure?.Code);
    }

    [Fact]
    public async Task A_member_who_only_looks_on_cannot_pay()
    {
        var (visitor, order) = await BuyerAsync();
        var (guest, person) = await Visitor.SignedInAsync(rig.App);
        await rig.App.Get<Members>().AddAsync(order.AccountId, person.UserId, MemberRole.Member, default);
        await guest.SwitchAsync(order.AccountId);

        Assert.Contains("Owners and administrators of the account can pay.", await guest.GetAsync(PathOf(order)), StringComparison.Ordinal);
        Assert.Contains("Owners and administrators of the account see its payments.", await guest.GetAsync("/billing/payments"), StringComparison.Ordinal);
        Assert.NotNull(visitor);
    }

    [Fact]
    public async Task Without_billing_details_nothing_is_begun()
    {
        var (visitor, order) = await BuyerAsync(hasIdentity: false);

        var page = await (await visitor.PostAsync(PathOf(order), "pay", ("method", "card"))).Content.ReadAsStringAsync();

        Assert.Contains("Enter your billing details first", page, StringComparison.Ordinal);
        await using var db = rig.App.OpenDb();
        Assert.False(await db.PaymentAttempts.AnyAsync(a => a.OrderId == order.Id));
    }

    [Fact]
    public async Task While_PayTR_is_away_the_buyer_is_told_and_the_next_try_has_another_number()
    {
        var (visitor, order) = await BuyerAsync();
        rig.Faults.AnswersHtml = true;
        var page = await (await visitor.PostAsync(PathOf(order), "pay", ("method", "card"))).Content.ReadAsStringAsync();
        rig.Faults.AnswersHtml = false;
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await visitor.PostAsync(PathOf(order), "pay", ("method", "card"));

        Assert.Contains("Nothing was charged", page, StringComparison.Ordinal);
        await using var db = rig.App.OpenDb();
        Assert.Equal(
            [AttemptState.Created, AttemptState.AwaitingBuyer],
            await db.PaymentAttempts.Where(a => a.OrderId == order.Id).OrderBy(a => a.Number).Select(a => a.State).ToListAsync());
    }

    [Theory]
    [InlineData("/admin/payments")]
    [InlineData("/admin/refunds")]
    [InlineData("/admin/reconciliation")]
    public async Task Customers_do_not_reach_the_pages_of_the_billing_staff(string path)
    {
        var (visitor, _) = await Visitor.SignedInAsync(rig.App);

        Assert.Contains("/not-allowed", (await visitor.Http.GetAsync(path)).Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    private static string PathOf(OrderFacts order) => $"/billing/pay/{order.Id}";

    private async Task<(Visitor Visitor, OrderFacts Order)> BuyerAsync(bool hasIdentity = true)
    {
        var (visitor, person) = await Visitor.SignedInAsync(rig.App);
        if (hasIdentity)
        {
            await rig.App.Get<BillingIdentities>().SaveAsync(person.AccountId, Identity, default);
        }

        return (visitor, await rig.App.Get<Orders>().MakeAsync(
            new NewOrder(Guid.CreateVersion7(), person.AccountId, person.AccountNumber, person.UserId, 50_000, null, "Bakiye", "Credit"), default));
    }

    private async Task<PaymentAttempt> AttemptAsync(OrderFacts order) => (await rig.App.Get<Attempts>().FindAsync(order.Id, 1, default))!;
}
