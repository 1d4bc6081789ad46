using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Privacy;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Billing;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>Restriction, objection and review as a person asks for them on the page, with the request that keeps the evidence.</summary>
public sealed class RightsTests
{
    [Fact, Trait("Promise", "A-46")]
    public async Task A_restriction_is_in_force_at_once_and_its_request_has_the_evidence()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);

        Assert.Null(await app.Get<RightsDesk>().RestrictAsync(person.UserId, RestrictionGround.Unlawful, null, "You used my data.", "en", default));

        Assert.True(app.Get<Standings>().Of(person.AccountId).IsRestricted);
        Assert.Equal([EvidenceKind.RestrictionFlag, EvidenceKind.EffectSnapshot], await EvidenceAsync(app, person.UserId, RequestType.Restriction));
        Assert.Contains(await visitor.MailsAsync(), m => m.Row.Template == "privacy.restricted");
        Assert.Contains("Your data is restricted", await visitor.GetAsync("/"), StringComparison.Ordinal);
        var page = await visitor.GetAsync("/privacy/limits");
        Assert.Contains("My data was used unlawfully, but I want it kept", page, StringComparison.Ordinal);
        Assert.Contains("Serve my API calls nevertheless", page, StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "A-47")]
    public async Task An_objection_is_decided_for_the_person_at_once()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);
        Assert.Contains("You may object at any time", await visitor.GetAsync("/"), StringComparison.Ordinal);      // told apart from all else

        Assert.Null(await app.Get<RightsDesk>().ObjectAsync(person.UserId, "en", default));

        Assert.False(app.Get<PurposeGate>().Allows(Purpose.Improvement, person.UserId));
        Assert.Equal([EvidenceKind.Decision], await EvidenceAsync(app, person.UserId, RequestType.Objection));
        Assert.Contains("Objected", await visitor.GetAsync("/privacy/limits"), StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "B-23")]
    public async Task Who_asks_a_person_is_told_of_the_decision_and_why()
    {
        var app = await PortalApp.SharedAsync;
        var visitor = new Visitor(app);
        var person = (await app.Get<SignUp>().RegisterAsync(
            new NewUser("Deniz", "Aksoy", visitor.Email, Visitor.Password, AgeBand.From16To17) { EmailConfirmed = true }, default)).Value!;
        await app.Get<BillingIdentities>().SaveAsync(person.AccountId, BillingIdentityTests.Facts, default);
        await app.Get<Orders>().MakeAsync(new NewOrder(Guid.CreateVersion7(), person.AccountId, person.AccountNumber, person.UserId, 25_000, null, "Bakiye", "Top-up"), default);
        var (desk, decisions) = (app.Get<RightsDesk>(), app.Get<AutomatedDecisions>());
        var made = Assert.Single(await decisions.OfAsync(person.UserId, default));
        Assert.Contains(await visitor.MailsAsync(), m => m.Row.Template == "privacy.decision_made");

        Assert.Null(await desk.AskPersonAsync(made.Id, person.UserId, "I am 19.", "en", default));
        Assert.Null(await desk.ReviewAsync(made, ReviewOutcome.Reversed, "The papers show an adult.", Guid.CreateVersion7(), default));

        Assert.Equal([EvidenceKind.Reviewer, EvidenceKind.Decision], await EvidenceAsync(app, person.UserId, RequestType.AutomatedReview));
        Assert.Contains(await visitor.MailsAsync(), m => m.Row.Template == "privacy.decision_reviewed");
    }

    private static async Task<List<EvidenceKind>> EvidenceAsync(PortalApp app, Guid userId, RequestType type)
    {
        await using var db = app.OpenDb();
        var request = await db.DataSubjectRequests.SingleAsync(r => r.UserId == userId);
        return await db.RequestEvidence.Where(e => e.RequestId == request.Id && e.Type == type).OrderBy(e => e.Kind == EvidenceKind.Decision || e.Kind == EvidenceKind.EffectSnapshot)
            .Select(e => e.Kind).ToListAsync();
    }
}
