using System.Net;
using WictzPortal.Accounts;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;

namespace WictzPortal.Tests.Billing.Subscriptions;

public sealed class PlanPageTests
{
    [Fact]
    public async Task Prices_are_public_without_and_with_tax_and_lead_to_the_plan()
    {
        await using var app = await PortalApp.StartAsync();
        var stranger = new Visitor(app);
        Assert.Contains("No plans are offered at the moment", await stranger.GetAsync("/pricing"));
        var code = await OfferAsync(app, 14_990);
        var (owner, _) = await Visitor.SignedInAsync(app);

        var (open, known, turkish) = (await stranger.GetAsync("/pricing"), await owner.GetAsync("/pricing"), await new Visitor(app, "tr").GetAsync("/pricing"));

        Assert.All([open, known], page => Assert.Contains("₺149.90", page));
        Assert.Contains("plus 20 % VAT: ₺179.88 to pay", open);
        Assert.Contains($"/sign-up?returnUrl={Uri.EscapeDataString($"/billing/plan?choose={code}")}", open);
        Assert.Contains($"\"/billing/plan?choose={code}\"", known);
        Assert.Contains("artı %20 KDV: ödenecek ₺179,88", turkish);
        Assert.Contains("Ekip", turkish);
        Assert.Contains("/pricing", await stranger.GetAsync("/sign-in"));
        Assert.Contains("/pricing", await stranger.GetAsync("/sign-up"));
    }

    [Fact, Trait("Exam", "37")]
    public async Task A_plan_is_shown_to_its_account_and_decided_by_those_who_may()
    {
        var app = await PortalApp.SharedAsync;
        var plan = await OfferAsync(app, 10_000);
        var (owner, account) = await Visitor.SignedInAsync(app);
        var (other, viewer) = await Visitor.SignedInAsync(app);
        await Calls.PostAsync(app, account.AccountNumber, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, Money.FromLira(500).Micros);
        await app.Get<WictzPortal.Billing.PlanDesk>().ChooseAsync(account.AccountId, account.AccountNumber, await IdAsync(app, plan), 10_000, default);

        var (owners, strangers) = (await owner.GetAsync("/billing/plan"), await other.GetAsync("/billing/plan"));
        await app.Get<Members>().AddAsync(account.AccountId, viewer.UserId, MemberRole.Viewer, default);
        await other.SwitchAsync(account.AccountId);
        var viewers = await other.GetAsync("/billing/plan");

        Assert.All([owners, viewers], page => Assert.Contains("₺50.00 of ₺50.00 left", page));
        Assert.Contains("Cancel the plan", owners);
        Assert.DoesNotContain("Cancel the plan", viewers);
        Assert.DoesNotContain("Cancel the plan", strangers);
    }

    [Theory, Trait("Exam", "37")]
    [InlineData(Roles.Billing, true)]
    [InlineData(Roles.Support, false)]
    public async Task Only_billing_staff_and_administrators_edit_plans(string role, bool opens)
    {
        var app = await PortalApp.SharedAsync;
        var id = await IdAsync(app, await OfferAsync(app, 10_000));
        var (staff, person) = await Visitor.SignedUpAsync(app);
        await app.Get<StaffRoles>().AssignAsync(person.UserId, role, default);
        await staff.SignInAsync();
        await staff.EnrolAsync(TimeProvider.System);

        foreach (var path in new[] { "/admin/plans", $"/admin/plans/{id}" })
        {
            var response = await staff.Http.GetAsync(path);
            Assert.Equal(opens ? HttpStatusCode.OK : HttpStatusCode.Found, response.StatusCode);
            Assert.Equal(opens, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()).Contains("₺120.00", StringComparison.Ordinal));
        }
    }

    private static async Task<string> OfferAsync(PortalApp app, long kurus)
    {
        var (editor, code) = (app.Get<PlanEditor>(), $"p{Guid.NewGuid():N}");
        var id = (await editor.MakeAsync(new PlanDraft(code, "Ekip", "Team", "", "", 1), null, default)).Value;
        var today = PlanPeriods.DayOf(DateTimeOffset.UtcNow);
        Assert.Null(await editor.AddVersionAsync(id, new NewPlanVersion(today, kurus, PlanPeriod.Month, Money.FromLira(50), PlanOverage.Wallet, 0, LimitSet.None), null, default));
        Assert.Null(await editor.OfferAsync(id, null, default));
        return code;
    }

    private static async Task<Guid> IdAsync(PortalApp app, string code) =>
        (await app.Get<PlanShelf>().ListAsync(DateTimeOffset.UtcNow, default)).Single(row => row.Plan.Code == code).Plan.Id;
}
