using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Privacy;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>Closing an account and erasing a person, by a clock that a test moves. Each test has people of its own.</summary>
[Trait("Promise", "A-44")]
public sealed class ErasureTests(ErasureTests.Portal portal) : IClassFixture<ErasureTests.Portal>
{
    private readonly PortalApp _app = portal.App;
    private readonly FakeClock _clock = portal.Clock;

    [Fact, Trait("Promise", "B-33")]
    public async Task A_closed_account_is_there_on_day_29_and_not_on_day_30()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var begun = await BeginAsync(person, ErasureKind.Closure);

        await AdvanceAsync(TimeSpan.FromDays(29));
        Assert.Equal(ErasureState.Waiting, await StateAsync(begun));
        Assert.NotNull(await _app.Get<AccountDirectory>().FindAsync(person.AccountId, default));

        await AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(ErasureState.Erased, await StateAsync(begun));
        Assert.Null(await _app.Get<AccountDirectory>().FindAsync(person.AccountId, default));
    }

    [Fact, Trait("Promise", "B-21"), Trait("Promise", "B-33")]
    public async Task A_request_is_carried_out_on_day_27_and_answered_with_its_evidence()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        await _app.Get<StandingBook>().RestrictAsync(person.UserId, RestrictionGround.Unlawful, null, null, person.UserId, default);      // holds nothing up
        var begun = await BeginAsync(person, ErasureKind.Request);
        var view = (await _app.Get<Erasures>().WaitingAsync(person.UserId, default))!;

        Assert.Equal(BusinessDays.DayOf(_clock.GetUtcNow()).AddDays(27), BusinessDays.DayOf(view.PurgeAt));
        await AdvanceAsync(view.PurgeAt - _clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        Assert.Equal(ErasureState.Waiting, await StateAsync(begun));
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        var erasure = await CaseAsync(begun);
        Assert.Equal(ErasureState.Erased, erasure.State);
        Assert.All(await _app.Get<StandingBook>().HistoryAsync(person.UserId, default), measure => Assert.NotNull(measure.EndedAt));
        await using var db = _app.OpenDb();
        var evidence = await db.Set<RequestEvidence>().Where(e => e.RequestId == erasure.RequestId).Select(e => e.Kind).ToListAsync();
        Assert.Equal([EvidenceKind.DestructionRun, EvidenceKind.VerificationScan, EvidenceKind.LedgerEntry], evidence.Order());
    }

    [Fact]
    public async Task Everything_stands_still_at_once_and_goes_on_when_it_is_taken_back()
    {
        var (visitor, person) = await Visitor.SignedInAsync(_app);
        var key = (await _app.Get<KeyIssuer>().IssueAsync(person.AccountId, person.AccountNumber, "first", default)).Value!;
        var begun = await BeginAsync(person, ErasureKind.Closure);

        Assert.Null(_app.Get<KeyRing>().Find(key.Secret));
        Assert.True(_app.Get<Standings>().Of(person.AccountId).IsFrozen);
        Assert.Null(await _app.Get<AccountDirectory>().FindByNumberAsync(person.AccountNumber, default));
        Assert.NotEqual(System.Net.HttpStatusCode.OK, (await visitor.Http.GetAsync("/profile")).StatusCode);

        var link = await visitor.LinkAsync("privacy.erasure_begun");
        Assert.Equal(begun.Path, link);
        Assert.Null(await _app.Get<Erasures>().TakeBackAsync(begun.Id, null, default));

        Assert.False(_app.Get<Standings>().Of(person.AccountId).IsFrozen);
        Assert.Null(_app.Get<KeyRing>().Find(key.Secret));
        Assert.Equal("/", (await visitor.SignInAsync()).Headers.Location!.OriginalString.Replace(_app.Address.OriginalString.TrimEnd('/'), "", StringComparison.Ordinal));
        Assert.Equal("privacy.erasure_over", (await _app.Get<Erasures>().TakeBackAsync(begun.Id, null, default))?.Code);
        Assert.Null(await _app.Get<Erasures>().FindAsync(begun.Path[(begun.Path.LastIndexOf('/') + 1)..], default));
    }

    [Fact, Trait("Promise", "B-21")]
    public async Task An_erasure_and_the_request_for_it_are_taken_back_together()
    {
        var (_, one) = await Visitor.SignedUpAsync(_app);
        var (_, other) = await Visitor.SignedUpAsync(_app);
        var (first, second) = (await BeginAsync(one, ErasureKind.Request), await BeginAsync(other, ErasureKind.Request));
        var (ofFirst, ofSecond) = ((await CaseAsync(first)).RequestId!.Value, (await CaseAsync(second)).RequestId!.Value);

        Assert.Null(await _app.Get<Erasures>().TakeBackAsync(first.Id, null, default));
        Assert.Null(await _app.Get<RequestDesk>().WithdrawAsync(ofSecond, other.UserId, default));

        await using var db = _app.OpenDb();
        Assert.All([ofFirst, ofSecond], id => Assert.Equal(RequestState.Withdrawn, db.DataSubjectRequests.Single(r => r.Id == id).State));
        Assert.Equal((ErasureState.Cancelled, ErasureState.Cancelled), (await StateAsync(first), await StateAsync(second)));
        await _app.Get<Standings>().RefreshAsync(default);
        Assert.False(_app.Get<Standings>().Of(other.AccountId).IsFrozen);
    }

    [Fact]
    public async Task The_page_shows_both_ways_and_what_stays_asks_for_the_address_and_leads_to_the_way_back()
    {
        var (visitor, person) = await Visitor.SignedInAsync(_app);

        var page = await visitor.GetAsync("/privacy/leave");
        Assert.Contains("Close my account", page, StringComparison.Ordinal);
        Assert.Contains("your name is taken off", page, StringComparison.Ordinal);
        var wrong = await visitor.PostAsync("/privacy/leave", "close", ("Typed", "somebody@example.com"));
        Assert.Contains("Type your e-mail address to confirm.", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var right = await visitor.PostAsync("/privacy/leave", "close", ("Typed", visitor.Email));
        var way = right.Headers.Location!.OriginalString.Replace(_app.Address.OriginalString.TrimEnd('/'), "", StringComparison.Ordinal);
        Assert.Equal(await visitor.LinkAsync("privacy.erasure_begun"), way);

        var stranger = new Visitor(_app);
        Assert.Contains("Restore my account", await stranger.GetAsync(way), StringComparison.Ordinal);
        Assert.Contains("Your account is restored", await (await stranger.PostAsync(way, "take-back")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(await _app.Get<Erasures>().WaitingAsync(person.UserId, default));
        Assert.Contains("Nothing to take back", await stranger.GetAsync(way), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_of_who_asks_that_is_too_old_leads_to_a_new_one()
    {
        var (visitor, _) = await Visitor.SignedInAsync(_app);
        _clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Contains("/step-up", (await visitor.Http.GetAsync("/privacy/leave")).Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reminders_come_on_days_1_14_and_24_once_each()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(_app);
        await BeginAsync(person, ErasureKind.Closure);

        for (var day = 1; day <= 26; day++)
        {
            await AdvanceAsync(TimeSpan.FromDays(1));
        }

        Assert.Equal(3, (await visitor.MailsAsync()).Count(m => m.Row.Template == "privacy.erasure_reminder"));
    }

    [Fact]
    public async Task Who_owns_an_account_with_others_hands_it_over_first()
    {
        var (_, owner) = await Visitor.SignedUpAsync(_app);
        var (_, member) = await Visitor.SignedUpAsync(_app);
        await _app.Get<Members>().AddAsync(owner.AccountId, member.UserId, MemberRole.Member, default);

        Assert.Equal("privacy.members_left", (await _app.Get<Erasures>().BeginAsync(New(owner, ErasureKind.Request), default)).Failure?.Code);

        await _app.Get<Members>().ChangeRoleAsync(owner.AccountId, member.UserId, MemberRole.Owner, owner.UserId, default);
        var begun = await BeginAsync(owner, ErasureKind.Request, atOnce: true);
        await AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(ErasureState.Erased, await StateAsync(begun));
        Assert.NotNull(await _app.Get<AccountDirectory>().FindAsync(owner.AccountId, default));
        Assert.Single(await _app.Get<Members>().ListAsync(owner.AccountId, member.UserId, default));
    }

    /// <summary>The worst bug of its kind: a request that is called fulfilled while the data is still there.</summary>
    [Fact]
    public async Task What_is_left_anywhere_keeps_the_erasure_open_until_it_is_gone()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(_app);
        var (_, stranger) = await Visitor.SignedUpAsync(_app);
        await using var db = _app.OpenDb();
        await db.Users.Where(u => u.Id == stranger.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.TimeZone, visitor.Email));
        var begun = await BeginAsync(person, ErasureKind.Request, atOnce: true);

        await AdvanceAsync(TimeSpan.FromMinutes(3));
        var open = await CaseAsync(begun);
        Assert.Equal((ErasureState.Purging, "1 left in users"), (open.State, open.LastFailure));
        Assert.Null(open.Certificate);

        await db.Users.Where(u => u.Id == stranger.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.TimeZone, "Europe/Istanbul"));
        await AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(ErasureState.Erased, await StateAsync(begun));
    }

    [Fact]
    public async Task A_held_record_outlives_the_erasure_and_goes_when_the_hold_ends()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var key = (await _app.Get<KeyIssuer>().IssueAsync(person.AccountId, person.AccountNumber, "held", default)).Value!;
        var set = _app.Get<DataMap>().Sets.Single(s => s.Table == "api_keys");
        await using var db = _app.OpenDb();
        var row = await db.FindAsync(set.Entity.ClrType, key.Id);
        var hold = await _app.Get<Holds>().PlaceAsync(
            new NewHold("2026/14", default, "A claim is being made.", person.UserId, Guid.NewGuid()),
            [new HeldRecord("api_keys", RowKey.Of(set.Entity, row!))], default);
        var begun = await BeginAsync(person, ErasureKind.Request, atOnce: true);

        await AdvanceAsync(TimeSpan.FromMinutes(3));
        var waiting = await CaseAsync(begun);
        Assert.True(waiting.State is ErasureState.Held, $"{waiting.State}: {waiting.LastFailure}");
        Assert.Single(await _app.Get<KeyIssuer>().ListAsync(person.AccountId, default));
        Assert.Null(await _app.Get<AccountDirectory>().FindAsync(person.AccountId, default));

        await _app.Get<Holds>().ReleaseAsync(hold.Value, "The claim was settled.", Guid.NewGuid(), default);
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        var done = await CaseAsync(begun);
        Assert.True(done.State is ErasureState.Erased, $"{done.State}: {done.LastFailure}");
        Assert.Empty(await _app.Get<KeyIssuer>().ListAsync(person.AccountId, default));
    }

    [Fact]
    public async Task The_certificate_is_signed_and_names_nobody_and_the_chain_of_the_trail_stays_whole()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(_app);
        var preview = await _app.Get<ErasurePreviews>().OfAsync(person.UserId, default);
        var begun = await BeginAsync(person, ErasureKind.Request, atOnce: true);
        await AdvanceAsync(TimeSpan.FromMinutes(3));

        var signed = JsonSerializer.Deserialize<SignedText>((await CaseAsync(begun)).Certificate!)!;
        var bytes = System.Text.Encoding.UTF8.GetBytes(signed.Text);
        var key = await SigningKey.ForAsync(_app.Get<Vault>(), ErasureCertificate.KeyUse, default);
        Assert.True(key.Verifies(bytes, Convert.FromBase64String(signed.Signature)));
        var certificate = JsonDocument.Parse(signed.Text).RootElement;
        Assert.Contains(certificate.GetProperty("destroyed").EnumerateArray(), line => line.GetProperty("table").GetString() == "users");
        Assert.True(certificate.GetProperty("data_keys_destroyed").GetBoolean());
        Assert.DoesNotContain(person.UserId.ToString("N"), signed.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(visitor.Email, signed.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(preview.Lines, line => line.Fate is Fate.Deleted && line.Rows > 0);
        using var output = new StringWriter();
        Assert.True(await _app.Services.GetVerb("audit verify").RunAsync([], output, default) == 0, output.ToString());
    }

    [Fact, Trait("Promise", "A-51")]
    public async Task A_child_is_locked_at_once_gone_within_72_hours_and_not_signed_up_again()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(_app);
        var begun = await BeginAsync(person, ErasureKind.UnderAge);

        Assert.True(_app.Get<Standings>().Of(person.UserId).IsFrozen);
        Assert.False((await _app.Get<Erasures>().WaitingAsync(person.UserId, default))!.CanBeTakenBack);
        await AdvanceAsync(TimeSpan.FromHours(71));
        Assert.Equal(ErasureState.Erased, await StateAsync(begun));

        var again = new NewUser("Deniz", "Aksoy", visitor.Email.ToUpperInvariant(), Visitor.Password, AgeBand.Adult);
        Assert.Equal("accounts.email_known", (await _app.Get<SignUp>().RegisterAsync(again, default)).Failure?.Code);
        Assert.Equal([], await ByteScan.FindAsync(_app, [visitor.Email]));
    }

    [Fact]
    public async Task When_the_last_letter_is_sent_the_address_is_gone_too()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(_app);
        var begun = await BeginAsync(person, ErasureKind.Closure, atOnce: true);
        await AdvanceAsync(TimeSpan.FromMinutes(3));
        var letter = Assert.Single(await visitor.MailsAsync());
        Assert.Equal(ErasureLetters.ErasedTemplate, letter.Row.Template);

        await AdvanceAsync(TimeSpan.FromDays(8));      // no mail server here: the letter is given up

        Assert.Equal(ErasureState.Closed, await StateAsync(begun));
        Assert.Empty(await visitor.MailsAsync());
    }

    private static NewErasure New(SignedUp person, ErasureKind kind, bool atOnce = false) => new(person.UserId, kind, person.UserId) { AtOnce = atOnce };

    private async Task<BegunErasure> BeginAsync(SignedUp person, ErasureKind kind, bool atOnce = false)
    {
        var outcome = await _app.Get<Erasures>().BeginAsync(New(person, kind, atOnce), default);
        Assert.True(outcome.Succeeded, outcome.Failure?.ToString());
        return outcome.Value;
    }

    private async Task AdvanceAsync(TimeSpan by)
    {
        _clock.Advance(by);
        await _app.Get<ErasureKeeper>().RunAsync(default);
    }

    private async Task<ErasureState> StateAsync(BegunErasure begun) => (await CaseAsync(begun)).State;

    private async Task<ErasureCase> CaseAsync(BegunErasure begun)
    {
        await using var db = _app.OpenDb();
        return await db.Set<ErasureCase>().AsNoTracking().SingleAsync(e => e.Id == begun.Id);
    }

    public sealed class Portal : IAsyncLifetime
    {
        public FakeClock Clock { get; } = new();

        public PortalApp App { get; private set; } = null!;

        public async Task InitializeAsync() => App = await PortalApp.StartAsync(Clock);

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
