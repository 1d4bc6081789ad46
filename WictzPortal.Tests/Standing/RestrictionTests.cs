using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Mail;
using WictzPortal.Privacy;
using WictzPortal.Recipients;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Billing.Subscriptions;

namespace WictzPortal.Tests.Standing;

/// <summary>What becomes of processing when a person's data is restricted, objected to, frozen or the person suspended.</summary>
[Trait("Promise", "A-46")]
public sealed class RestrictionTests(PlanRig rig) : IClassFixture<PlanRig>
{
    private static readonly Guid First = Guid.CreateVersion7();
    private static readonly Guid Second = Guid.CreateVersion7();

    private StandingBook Book => rig.App.Get<StandingBook>();

    private PurposeGate Gate => rig.App.Get<PurposeGate>();

    /// <summary>The effect table, line by line, for the person and the account that is the person's alone.</summary>
    [Fact]
    public async Task A_restriction_leaves_storage_and_rights_and_stops_the_rest()
    {
        var person = await rig.CustomerAsync(0);

        await RestrictAsync(person.UserId);

        Purpose[] allowed = [Purpose.AccountManagement, Purpose.Support, Purpose.LegalObligation, Purpose.LegalClaims];
        foreach (var subject in new[] { person.UserId, person.AccountId })
        {
            Assert.Equal(allowed, Enum.GetValues<Purpose>().Where(purpose => Gate.Allows(purpose, subject)));
            Assert.Contains(subject, Gate.Denied(Purpose.Improvement));
        }

        Assert.Throws<PurposeDeniedException>(() => Gate.Demand(Purpose.Analytics, person.AccountId));
    }

    [Fact]
    public async Task Calls_are_refused_until_the_person_wants_them_served_and_the_wish_can_be_taken_back()
    {
        var person = await rig.CustomerAsync(0);
        var key = (await rig.App.Get<KeyIssuer>().IssueAsync(person.AccountId, person.Number, "k", default)).Value!.Secret;
        Assert.Equal(HttpStatusCode.OK, await CallAsync(key));

        await RestrictAsync(person.UserId);
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(key));
        Assert.Null(await Book.KeepRunningAsync(person.UserId, wanted: true, default));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(key));
        Assert.True(rig.App.Get<KeyRing>().Find(key)!.LogsLeast);
        Assert.Null(await Book.KeepRunningAsync(person.UserId, wanted: false, default));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(key));

        var actions = (await rig.App.Get<AuditBrowser>().ListAsync("standing.", person.UserId, 0, 10, default)).Rows.Select(r => r.Action);
        Assert.Equal(["standing.stopped", "standing.kept_running", "standing.restricted"], actions);
    }

    [Fact]
    public async Task Nothing_new_is_charged_and_a_plan_ends_with_its_period()
    {
        var (plan, person) = (await rig.PlanAsync(10), await rig.CustomerAsync(100));
        var until = (await person.ChooseAsync(plan)).Value!.PeriodUntil;
        await RestrictAsync(person.UserId);
        var before = await person.WalletAsync();

        await rig.PassToAsync(until.AddHours(1));

        Assert.Equal(before, await person.WalletAsync());
        Assert.Null(await person.LiveAsync());
        Assert.Equal(0, await person.LettersAsync("billing.plan_ended"));      // only letters about rights and security
    }

    [Fact]
    public async Task Who_is_restricted_orders_nothing_until_the_restriction_is_lifted()
    {
        var (plan, person) = (await rig.PlanAsync(10), await rig.CustomerAsync(100));
        var (topUps, buyer) = (rig.App.Get<TopUps>(), new Buyer(person.AccountId, person.Number, person.UserId));
        var id = await RestrictAsync(person.UserId);

        Assert.Equal("billing.restricted", (await person.ChooseAsync(plan)).Failure?.Code);
        Assert.Equal("billing.restricted", (await topUps.OrderAsync(Guid.CreateVersion7(), buyer, "100", CultureInfo.InvariantCulture, default)).Failure?.Code);
        Assert.Equal(100m, await person.WalletAsync());

        Assert.Null(await Book.LiftAsync(id, person.UserId, default));
        Assert.True((await person.ChooseAsync(plan)).Succeeded);
        Assert.True((await topUps.OrderAsync(Guid.CreateVersion7(), buyer, "100", CultureInfo.InvariantCulture, default)).Succeeded);
    }

    [Fact]
    public async Task Who_is_restricted_signs_in_sees_and_corrects_the_own_data_and_asks_for_a_copy()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(rig.App);
        await RestrictAsync(person.UserId);

        Assert.Equal(HttpStatusCode.Found, (await visitor.SignInAsync()).StatusCode);
        Assert.Contains("Aksoy", await visitor.GetAsync("/profile"), StringComparison.Ordinal);
        await visitor.PostAsync("/profile", "profile", ("Input.FirstName", "Deniz"), ("Input.LastName", "Akça"));
        Assert.Contains("Akça", await visitor.GetAsync("/profile"), StringComparison.Ordinal);
        var asked = await visitor.PostAsync("/privacy/packages", "ask-Access");
        Assert.Contains("asked=VB-", asked.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_got_the_data_is_to_be_told_of_the_restriction()
    {
        var person = await rig.CustomerAsync(0);
        var recipient = new Recipient(new RecipientFacts { Name = "An example company", Type = RecipientType.Cloud, Country = "TR" }, rig.Now);
        await using var db = rig.App.OpenDb();
        db.Recipients.Add(recipient);
        await db.SaveChangesAsync();
        await rig.App.Get<RecipientFeed>().RefreshAsync(default);
        await RecipientsSeen.WriteAsync(db, [new Sighting(person.Number, recipient.Id, DateOnly.FromDateTime(rig.Now.UtcDateTime))], default);

        Assert.Null(await rig.App.Get<RightsDesk>().RestrictAsync(person.UserId, RestrictionGround.Unlawful, null, null, "en", default));

        var key = $"{recipient.Id}";
        Assert.Equal("restrict", (await db.RecipientTasks.SingleAsync(t => t.RecipientKey == key)).What);
    }

    [Fact]
    public async Task Only_legal_and_security_letters_are_sent()
    {
        var person = await rig.CustomerAsync(0);
        await RestrictAsync(person.UserId);
        var outbox = rig.App.Get<Outbox>();
        await using var db = rig.App.OpenDb();
        foreach (var template in new[] { "billing.balance_low", "accounts.locked", "privacy.restricted", "breaches.told", "policies.changed" })
        {
            await outbox.QueueAsync(db, person.UserId, "a@example.org", "en", new Letter(template, "s", "g", ["p"]), default);
        }

        var sent = await db.Set<OutboxMail>().Where(m => m.SubjectId == person.UserId).OrderBy(m => m.Id).Select(m => m.Template).ToListAsync();
        Assert.Equal(["accounts.locked", "privacy.restricted", "breaches.told", "policies.changed"], sent);
    }

    [Fact]
    public async Task Staff_see_restricted_data_only_by_the_word_of_a_second_person_and_for_an_hour()
    {
        var person = await rig.CustomerAsync(0);
        await RestrictAsync(person.UserId);
        var reveals = rig.App.Get<Reveals>();

        Assert.Equal("standing.reveal_waits", (await AskAsync())!.Code);
        Assert.Equal("standing.reveal_waits", (await AskAsync())!.Code);      // asking again is one wish
        var wish = Assert.Single(await reveals.WaitingAsync(default), r => r.SubjectId == person.UserId);
        Assert.Equal("standing.second_person", (await reveals.JudgeAsync(wish.Id, isAllowed: true, First, default))!.Code);
        Assert.Null(await reveals.JudgeAsync(wish.Id, isAllowed: true, Second, default));

        Assert.Null(await AskAsync());
        Assert.NotNull(await reveals.MayAsync(person.UserId, "a ticket", Guid.CreateVersion7(), default));      // not somebody else's permission
        rig.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.NotNull(await AskAsync());

        Task<Failure?> AskAsync() => reveals.MayAsync(person.UserId, "a ticket", First, default);
    }

    [Fact]
    public async Task Staff_lift_it_three_days_after_saying_so_and_the_person_at_once()
    {
        var person = await rig.CustomerAsync(0);
        var id = await RestrictAsync(person.UserId);

        Assert.Equal("standing.lift_early", (await Book.LiftAsync(id, First, default))!.Code);
        Assert.Null(await Book.AnnounceLiftAsync(id, "The address was corrected.", First, default));
        rig.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        Assert.Equal("standing.lift_early", (await Book.LiftAsync(id, First, default))!.Code);
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await Book.LiftAsync(id, First, default));
        Assert.True(Gate.Allows(Purpose.Billing, person.UserId));
        Assert.Equal("standing.not_there", (await Book.LiftAsync(id, First, default))!.Code);

        var again = await RestrictAsync(person.UserId);
        Assert.Null(await Book.LiftAsync(again, person.UserId, default));
        Assert.Equal(2, (await Book.HistoryAsync(person.UserId, default)).Count(m => m.EndedAt is not null));
    }

    [Fact]
    public async Task One_of_some_kinds_of_data_keeps_retention_from_those_only()
    {
        var person = await rig.CustomerAsync(0);
        await Book.RestrictAsync(person.UserId, RestrictionGround.NeededForClaims, [DataCategory.Contact], null, person.UserId, default);
        var (keepOut, sets) = (rig.App.Get<KeepOut>(), rig.App.Get<DataMap>().Sets);

        Assert.Contains(keepOut.RestrictedIn(sets.Single(s => s.Table == "outbox_mails")), scope => scope.UserId == person.UserId);
        Assert.DoesNotContain(keepOut.RestrictedIn(sets.Single(s => s.Table == "usage_rollups")), scope => scope.UserId == person.UserId);
        Assert.Equal([person.AccountId], keepOut.Restricted.Single(s => s.UserId == person.UserId).AccountIds);
    }

    [Theory, Trait("Promise", "A-20"), Trait("Promise", "A-22"), Trait("Promise", "A-47")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_objection_takes_a_person_out_of_improvement_and_analysis_at_once_and_of_nothing_else(bool objects)
    {
        var person = await rig.CustomerAsync(0);
        if (objects)
        {
            await Book.ObjectAsync(person.UserId, default);
            await Book.ObjectAsync(person.UserId, default);      // twice is once
        }

        Assert.Equal(!objects, Gate.Allows(Purpose.Improvement, person.UserId));
        Assert.Equal(!objects, Gate.Allows(Purpose.Analytics, person.AccountId));
        Assert.All(Enum.GetValues<Purpose>().Except([Purpose.Improvement, Purpose.Analytics]), purpose => Assert.True(Gate.Allows(purpose, person.UserId)));
        if (objects)
        {
            Assert.Null(await Book.TakeBackObjectionAsync(person.UserId, default));
            Assert.True(Gate.Allows(Purpose.Improvement, person.UserId));
        }
    }

    [Fact]
    public async Task An_account_with_another_owner_is_not_one_persons_alone()
    {
        var (person, other) = (await rig.CustomerAsync(0), await rig.CustomerAsync(0));
        await rig.App.Get<Members>().AddAsync(person.AccountId, other.UserId, MemberRole.Owner, default);

        await RestrictAsync(person.UserId);

        Assert.True(Gate.Allows(Purpose.ServiceDelivery, person.AccountId));
        Assert.False(Gate.Allows(Purpose.ServiceDelivery, person.UserId));
    }

    [Fact]
    public async Task A_freeze_and_a_suspension_stop_calls_too()
    {
        var (frozen, suspended) = (await rig.CustomerAsync(0), await rig.CustomerAsync(0));
        await using (var db = rig.App.OpenDb())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await Book.FreezeAsync(db, frozen.UserId, frozen.UserId, default);
            await transaction.CommitAsync();
        }

        await rig.App.Get<Standings>().RefreshAsync(default);
        await Book.SuspendAsync(suspended.UserId, "Keys were resold.", First, default);

        Assert.False(Gate.Allows(Purpose.ServiceDelivery, frozen.AccountId));
        Assert.False(Gate.Allows(Purpose.ServiceDelivery, suspended.AccountId));
        Assert.True(Gate.Allows(Purpose.Support, suspended.UserId));
        Assert.Null(await Book.ReinstateAsync(suspended.UserId, "It was a mistake.", Second, default));
        Assert.True(Gate.Allows(Purpose.ServiceDelivery, suspended.AccountId));
    }

    private async Task<Guid> RestrictAsync(Guid userId) =>
        (await Book.RestrictAsync(userId, RestrictionGround.AccuracyContested, null, "My name is wrong.", userId, default)).Value;

    private async Task<HttpStatusCode> CallAsync(string key)
    {
        using var client = rig.App.CreateClient(cookies: false);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await client.GetAsync("/v1/models");
        return answer.StatusCode;
    }
}
