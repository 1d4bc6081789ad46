using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;
using WictzPortal.Tests.Billing;
using WictzPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace WictzPortal.Tests.Standing;

/// <summary>What a rule decides against a person, and the human who looks at it (B-23).</summary>
[Trait("Promise", "B-23"), Trait("Promise", "A-23")]
public sealed class DecisionTests
{
    private static readonly Guid Staff = Guid.CreateVersion7();

    [Fact]
    public async Task A_human_reverses_what_a_rule_decided_and_the_purchase_goes_on()
    {
        var app = await PortalApp.SharedAsync;
        var (decisions, person, order) = await DecidedAsync(app);
        var made = Assert.Single(await decisions.OfAsync(person, default));
        Assert.Equal(("billing.adult_needed", "below 18"), (made.RuleId, made.Inputs["age band"]));

        Assert.Null(await decisions.AskAsync(made.Id, person, "I am 19.", default));
        var waiting = Assert.Single(await decisions.WaitingAsync(default), d => d.Id == made.Id);
        Assert.Equal("I am 19.", waiting.View);
        Assert.Equal(5, BusinessDays.Between(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(waiting.AskedAt!.Value, CurrentUser.DefaultTimeZone).DateTime), waiting.DueOn!.Value));
        Assert.Equal("standing.own_decision", (await decisions.ReviewAsync(made.Id, ReviewOutcome.Reversed, "The ID shows 19.", person, default))!.Code);
        Assert.Null(await decisions.ReviewAsync(made.Id, ReviewOutcome.Reversed, "The ID shows 19.", Staff, default));

        Assert.True((await app.Get<Orders>().FindAsync(order, default))!.MayBePaid);
        Assert.Equal("standing.no_decision", (await decisions.ReviewAsync(made.Id, ReviewOutcome.Upheld, "No.", Staff, default))!.Code);
        var told = Assert.Single(await decisions.OfAsync(person, default));
        Assert.Equal((ReviewOutcome.Reversed, "The ID shows 19."), (told.Review, told.Reasons));
    }

    [Fact]
    public async Task A_minor_who_may_not_buy_from_the_wallet_can_ask_a_human_too()
    {
        var app = await PortalApp.SharedAsync;
        var (decisions, orders, minor) = (app.Get<AutomatedDecisions>(), app.Get<Orders>(), (await MinorAsync(app)).UserId);

        Assert.Equal("billing.adult_needed", (await orders.MayBuyAsync(minor, default))?.Code);
        Assert.Equal("billing.adult_needed", (await orders.MayBuyAsync(minor, default))?.Code);
        var made = Assert.Single(await decisions.OfAsync(minor, default));
        await decisions.AskAsync(made.Id, minor, null, default);
        Assert.Null(await decisions.ReviewAsync(made.Id, ReviewOutcome.Reversed, "The ID shows 19.", Staff, default));

        Assert.Null(await orders.MayBuyAsync(minor, default));
        Assert.Single(await decisions.OfAsync(minor, default));
    }

    [Fact]
    public async Task What_a_human_upholds_stays_and_nobody_asks_about_somebody_elses()
    {
        var app = await PortalApp.SharedAsync;
        var (decisions, person, order) = await DecidedAsync(app);
        var made = Assert.Single(await decisions.OfAsync(person, default));

        Assert.Equal("standing.no_decision", (await decisions.AskAsync(made.Id, Staff, null, default))!.Code);
        await decisions.AskAsync(made.Id, person, null, default);
        Assert.Null(await decisions.ReviewAsync(made.Id, ReviewOutcome.Upheld, "The age is right.", Staff, default));

        Assert.False((await app.Get<Orders>().FindAsync(order, default))!.MayBePaid);
    }

    /// <summary>Security's rules stop judging a person whose data is restricted: only a human may.</summary>
    [Fact]
    public async Task A_rule_for_security_does_not_judge_whose_data_is_restricted()
    {
        var app = await PortalApp.SharedAsync;
        var (decisions, person, _) = await DecidedAsync(app);
        var rule = AdultRule.Rule with { Id = "test.flag", Purpose = Purpose.Security };
        Assert.True(decisions.Applies(rule, person));

        await app.Get<StandingBook>().RestrictAsync(person, RestrictionGround.ObjectionPending, null, null, person, default);

        Assert.False(decisions.Applies(rule, person));
        Assert.True(decisions.Applies(AdultRule.Rule, person));
        await using var db = app.OpenDb();
        await Assert.ThrowsAsync<PurposeDeniedException>(() => decisions.RecordAsync(db, rule, person, new Dictionary<string, string>(), "flagged", null, default));
    }

    [Theory]
    [InlineData("no explanation in both languages", "", "açıklama", "score")]
    [InlineData("no explanation in both languages", "Because.", " ", "score")]
    [InlineData("rests on nothing but", "Because.", "Çünkü.", DecisionInputs.Nationality, DecisionInputs.Language, DecisionInputs.EmailCountry)]
    [InlineData("two rules called", "Because.", "Çünkü.", "score")]
    public async Task A_rule_that_cannot_be_explained_keeps_the_portal_from_starting(string why, string english, string turkish, params string[] inputs)
    {
        var app = await PortalApp.SharedAsync;
        var rule = new DecisionRule("test.flag", 1, Purpose.Security, inputs, english, turkish);
        var services = new ServiceCollection().AddSingleton(rule);
        if (why.StartsWith("two", StringComparison.Ordinal))
        {
            services.AddSingleton(rule with { Version = 2 });
        }

        var decisions = ActivatorUtilities.CreateInstance<AutomatedDecisions>(app.Services, services.BuildServiceProvider());

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => decisions.StartAsync(default));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<SignedUp> MinorAsync(PortalApp app) => (await app.Get<SignUp>().RegisterAsync(
        new NewUser("Deniz", "Aksoy", $"minor.{Guid.NewGuid():N}@example.com", "orman yolu kedi 7", AgeBand.From16To17) { EmailConfirmed = true },
        default)).Value!;

    private static async Task<(AutomatedDecisions Decisions, Guid Person, Guid Order)> DecidedAsync(PortalApp app)
    {
        var person = await MinorAsync(app);
        await app.Get<BillingIdentities>().SaveAsync(person.AccountId, BillingIdentityTests.Facts, default);
        var order = new NewOrder(Guid.CreateVersion7(), person.AccountId, person.AccountNumber, person.UserId, 25_000, null, "Bakiye", "Top-up");
        return (app.Get<AutomatedDecisions>(), person.UserId, (await app.Get<Orders>().MakeAsync(order, default)).Id);
    }
}
