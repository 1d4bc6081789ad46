using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Plans;

public sealed class PlanEditorTests
{
    private static readonly PlanDraft Draft = new("", "Ekip", "Team", "", "", 1);
    private static readonly NewPlanVersion Version = new(Today, 14_990, PlanPeriod.Month, Money.FromLira(200), PlanOverage.Wallet, 0, LimitSet.None);

    private static DateOnly Today => PlanPeriods.DayOf(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_plan_is_sold_from_its_offer_to_its_withdrawal()
    {
        var app = await PortalApp.SharedAsync;
        var (editor, id) = (app.Get<PlanEditor>(), await MakeAsync(app));

        Assert.Equal("plans.no_price", (await editor.OfferAsync(id, null, default))?.Code);
        Assert.Null(await editor.AddVersionAsync(id, Version, null, default));
        Assert.Null(await SoldAsync(app, id));
        Assert.Null(await editor.OfferAsync(id, null, default));
        Assert.Equal((14_990, 200m), (await SoldAsync(app, id)) is { } sold ? (sold.Version.PriceKurus, sold.Version.Allowance.Lira) : default);
        Assert.Null(await editor.WithdrawAsync(id, null, default));
        Assert.Null(await SoldAsync(app, id));
    }

    [Fact]
    public async Task What_has_begun_stays_and_what_has_not_can_be_replaced_and_taken_back()
    {
        var app = await PortalApp.SharedAsync;
        var (editor, id) = (app.Get<PlanEditor>(), await MakeAsync(app));
        await editor.AddVersionAsync(id, Version with { Limits = new LimitSet(60) { Models = ["small", "big"], Networks = ["192.0.2.9/24"] } }, null, default);
        await editor.AddVersionAsync(id, Version with { From = Today.AddDays(10), PriceKurus = 20_000 }, null, default);
        await editor.AddVersionAsync(id, Version with { From = Today.AddDays(10), PriceKurus = 30_000 }, null, default);

        var versions = (await app.Get<PlanShelf>().DetailsAsync(id, default))!.Versions;
        Assert.Equal([30_000, 14_990], versions.Select(v => v.Version.PriceKurus));
        Assert.Equal(PlanPeriods.StartOf(Today.AddDays(10)), versions[0].Version.ValidFrom);
        Assert.Equal((60, "big small", "192.0.2.0/24"), (
            versions[1].Version.Limits.RequestsPerMinute, string.Join(' ', versions[1].Version.Limits.Models), Assert.Single(versions[1].Version.Limits.Networks)));

        Assert.Null(await editor.RemoveVersionAsync(id, versions[0].Version.Id, null, default));
        Assert.Equal("plans.version_begun", (await editor.RemoveVersionAsync(id, versions[1].Version.Id, null, default))?.Code);
    }

    public static TheoryData<NewPlanVersion, string> WrongVersions => new()
    {
        { Version with { From = Today.AddDays(-1) }, "plans.from_past" },
        { Version with { PriceKurus = -1 }, "plans.price_invalid" },
        { Version with { PriceKurus = 100_000_001 }, "plans.price_invalid" },
        { Version with { Allowance = new Money(-1) }, "plans.allowance_invalid" },
        { Version with { Allowance = Money.FromLira(1_000_001) }, "plans.allowance_invalid" },
        { Version with { TrialDays = 91 }, "plans.trial_invalid" },
        { Version with { TrialDays = -1 }, "plans.trial_invalid" },
        { Version with { PriceKurus = 0, TrialDays = 7 }, "plans.trial_of_free" },
        { Version with { Limits = new LimitSet(RequestsPerMinute: 0) }, "limits.number_invalid" },
    };

    [Theory]
    [MemberData(nameof(WrongVersions))]
    public async Task A_version_that_is_wrong_is_refused(NewPlanVersion version, string code)
    {
        var app = await PortalApp.SharedAsync;
        var id = await MakeAsync(app);

        var refusal = await app.Get<PlanEditor>().AddVersionAsync(id, version, null, default);

        Assert.Equal(code, refusal?.Code);
        Assert.Empty((await app.Get<PlanShelf>().DetailsAsync(id, default))!.Versions);
    }

    [Theory]
    [InlineData("", "Ekip", "Team", "plans.code_invalid")]
    [InlineData("Team", "Ekip", "Team", "plans.code_invalid")]
    [InlineData("team plan", "Ekip", "Team", "plans.code_invalid")]
    [InlineData("-team", "Ekip", "Team", "plans.code_invalid")]
    [InlineData("12345678901234567890123456789012345678901", "Ekip", "Team", "plans.code_invalid")]
    [InlineData("fine", " ", "Team", "plans.name_invalid")]
    [InlineData("fine", "Ekip", "", "plans.name_invalid")]
    public async Task A_plan_without_code_or_names_is_refused(string code, string tr, string en, string refusal) =>
        Assert.Equal(
            refusal, (await (await PortalApp.SharedAsync).Get<PlanEditor>().MakeAsync(Draft with { Code = code, NameTr = tr, NameEn = en }, null, default)).Failure?.Code);

    [Fact]
    public async Task Two_plans_of_one_code_are_one_too_many()
    {
        var app = await PortalApp.SharedAsync;
        var draft = Draft with { Code = $"p{Guid.NewGuid():N}" };
        await app.Get<PlanEditor>().MakeAsync(draft, null, default);

        Assert.Equal("plans.code_taken", (await app.Get<PlanEditor>().MakeAsync(draft, null, default)).Failure?.Code);
    }

    private static async Task<Guid> MakeAsync(PortalApp app) =>
        (await app.Get<PlanEditor>().MakeAsync(Draft with { Code = $"p{Guid.NewGuid():N}" }, null, default)).Value;

    private static async Task<PricedPlan?> SoldAsync(PortalApp app, Guid id) =>
        (await app.Get<PlanShelf>().OfferedAsync(DateTimeOffset.UtcNow, default)).SingleOrDefault(offered => offered.Plan.Id == id);
}
