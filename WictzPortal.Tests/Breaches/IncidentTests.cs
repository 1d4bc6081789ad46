using System.Security.Cryptography;
using System.Text;
using WictzPortal.Accounts;
using WictzPortal.Breaches;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Breaches;

/// <summary>Incidents from suspicion to what was learned, on a clock that stands still.</summary>
[Trait("Promise", "A-37"), Trait("Promise", "A-53"), Trait("Promise", "A-55")]
public sealed class IncidentTests : IAsyncLifetime
{
    private static readonly Guid First = Guid.CreateVersion7();
    private static readonly Guid Second = Guid.CreateVersion7();

    private readonly FakeClock _clock = new();
    private PortalApp _app = null!;

    private IncidentDesk Desk => _app.Get<IncidentDesk>();

    private IncidentBook Book => _app.Get<IncidentBook>();

    private IncidentNotices Notices => _app.Get<IncidentNotices>();

    public async Task InitializeAsync() => _app = await PortalApp.StartAsync(_clock);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact, Trait("Promise", "A-54"), Trait("Promise", "A-56")]
    public async Task A_breach_goes_from_suspicion_to_its_lessons_and_leaves_its_evidence()
    {
        var (visitor, person) = await Visitor.SignedInAsync(_app);
        var id = await ConfirmedAsync();
        Assert.Null(await Desk.ContainAsync(id, First, default));
        var affected = await _app.Get<AffectedFinder>().FindAsync(new AffectedQuery(["user_sessions", "accounts"], null, null), default);
        Assert.Contains(person.UserId, affected.Keys);
        await _app.Get<KeyIssuer>().IssueAsync(person.AccountId, person.AccountNumber, "first", default);
        var ofKeys = await _app.Get<AffectedFinder>().FindAsync(new AffectedQuery(["api_keys"], _clock.GetUtcNow().AddDays(-1), _clock.GetUtcNow()), default);
        Assert.Equal(1, ofKeys[person.UserId]);      // one in use bears no time yet
        Assert.Null(await _app.Get<AffectedFinder>().FreezeAsync(id, affected, First, default));
        Assert.Equal("breaches.list_frozen", (await _app.Get<AffectedFinder>().FreezeAsync(id, affected, First, default))!.Code);

        Assert.Null(await Notices.ReportAsync(id, Authority.Board, null, First, default));
        Assert.Null(await Notices.ReportAsync(id, Authority.Eu, null, First, default));
        Assert.Null(await Desk.TellCustomersAsync(id, First, default));
        Assert.Equal("breaches.letter", (await Notices.TellPeopleAsync(id, null, First, default))!.Code);
        await DescribeAsync(id);
        Assert.Null(await Notices.TellPeopleAsync(id, null, First, default));

        var letter = Assert.Single(await visitor.MailsAsync(), m => m.Row.Template == "breaches.told").Text!;
        foreach (var said in new[] { "When:", "Which data: Sign-ins and security", "What may follow:", "What we have done:", "What you can do: Rotate your keys.", "Questions:" })
        {
            Assert.Contains(said, letter, StringComparison.Ordinal);
        }

        Assert.Contains("Somebody read session records.", await visitor.GetAsync("/"), StringComparison.Ordinal);
        await Book.SeeAsync(id, person.UserId, default);
        Assert.Empty(await Book.UnseenAsync(person.UserId, "en", default));
        Assert.Null(await Notices.ReportAsync(id, Authority.Board, null, First, default));      // a follow-up

        Assert.Equal("breaches.incomplete", (await Desk.CorrectAsync(id, First, default))!.Code);
        Assert.Null(await Desk.AddActionAsync(id, "Sign sessions with a new key.", "Platform", new DateOnly(2027, 1, 1), First, default));
        Assert.Null(await Desk.CorrectAsync(id, First, default));
        Assert.Equal("breaches.incomplete", (await Desk.CloseAsync(id, First, default))!.Code);
        var file = (await Book.FindAsync(id, default))!;
        Assert.Null(await Desk.FinishActionAsync(id, file.Actions[0].Id, First, default));
        Assert.Null(await Desk.CloseAsync(id, First, default));

        file = (await Book.FindAsync(id, default))!;
        Assert.Equal((IncidentState.Closed, 3), (file.Incident.State, file.Reports.Count));
        Assert.All(file.Clocks, clock => Assert.False(clock.IsRunning));
        Assert.Equal(
            SHA256.HashData([.. affected.Keys.Order().SelectMany(u => u.ToByteArray(bigEndian: true))]), file.Incident.ListHash);
        foreach (var report in file.Reports)
        {
            Assert.Equal(report.Hash, SHA256.HashData(Encoding.UTF8.GetBytes(await _app.Get<BreachPost>().OpenAsync(report.Text, default))));
        }
    }

    [Fact, Trait("Promise", "A-54")]
    public async Task The_clocks_run_through_nights_and_weekends_and_a_late_notice_needs_its_reason()
    {
        var id = await ConfirmedAsync();
        var due = (await Book.RunningAsync(default)).ToDictionary(c => c.Clock.Clock, c => c.Clock.DueAt);
        var aware = (await Book.FindAsync(id, default))!.Incident.AwareAt!.Value;
        Assert.Equal((aware.AddHours(72), aware.AddHours(72), aware.AddHours(24)), (due[IncidentClock.Board], due[IncidentClock.Eu], due[IncidentClock.Customers]));
        Assert.Equal(0, await _app.Get<WatchIncidentsJob>().RunAsync(default));

        _clock.Advance(TimeSpan.FromHours(72) + TimeSpan.FromSeconds(1));
        Assert.Equal(3, await _app.Get<WatchIncidentsJob>().RunAsync(default));
        Assert.Equal("breaches.late", (await Notices.ReportAsync(id, Authority.Board, " ", First, default))!.Code);
        Assert.Null(await Notices.ReportAsync(id, Authority.Board, "The extent was not clear before.", First, default));

        var file = (await Book.FindAsync(id, default))!;
        var report = await _app.Get<BreachPost>().OpenAsync(file.Reports[0].Text, default);
        Assert.Contains("Bildirimin 72 saati aşma nedeni: The extent was not clear before.", report, StringComparison.Ordinal);
        string[] parts = ["1. Veri sorumlusu", "2. İhlal", "3. Olası sonuçlar", "4. Görülen sonuçlar", "5. Alınan tedbirler", "6. İlgili kişilere bildirim", "7. Diğer makamlar"];
        Assert.Equal(parts, parts.OrderBy(part => report.IndexOf(part, StringComparison.Ordinal)));
        Assert.All(parts, part => Assert.Contains(part, report, StringComparison.Ordinal));
        Assert.Contains("(d) Measures", Notices.Preview(Authority.Eu, file), StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "A-54")]
    public async Task Privacy_officers_are_reminded_a_day_and_four_hours_before_each_clock_is_due_once_each()
    {
        var (officer, person) = await Visitor.SignedUpAsync(_app);
        await _app.Get<StaffRoles>().AssignAsync(person.UserId, Roles.PrivacyOfficer, default);
        var (id, watch, seen) = (await ConfirmedAsync(), _app.Get<WatchIncidentsJob>(), new HashSet<long>());
        await ConfirmedAsync(isDrill: true);
        async Task<string[]> SubjectsAfterAsync(TimeSpan passed)
        {
            _clock.Advance(passed);
            await watch.RunAsync(default);
            await watch.RunAsync(default);
            return [.. (await officer.MailsAsync()).Where(mail => mail.Row.Template == Alarms.Template && seen.Add(mail.Row.Id)).Select(mail => mail.Letter!.Subject)];
        }

        Assert.Empty(await SubjectsAfterAsync(TimeSpan.FromHours(20) - TimeSpan.FromMinutes(1)));
        Assert.EndsWith("less than 4 hours are left", Assert.Single(await SubjectsAfterAsync(TimeSpan.FromMinutes(1))), StringComparison.Ordinal);
        Assert.Null(await Desk.TellCustomersAsync(id, First, default));
        Assert.Null(await _app.Get<AffectedFinder>().FreezeAsync(id, new Dictionary<Guid, int> { [person.UserId] = 1 }, First, default));
        var day = await SubjectsAfterAsync(TimeSpan.FromHours(28));
        Assert.Equal((2, true), (day.Length, Array.TrueForAll(day, subject => subject.EndsWith("less than 24 hours are left", StringComparison.Ordinal))));

        // Nothing ran until the authorities' clocks were missed: of the people's two reminders have come due, and the last one is sent.
        var late = await SubjectsAfterAsync(TimeSpan.FromHours(41));
        Assert.Single(late, subject => subject.EndsWith("less than 4 hours are left", StringComparison.Ordinal));
        Assert.Equal((2, 3), (late.Count(subject => subject.EndsWith("a clock has run out", StringComparison.Ordinal)), late.Length));
    }

    [Fact]
    public async Task When_we_knew_is_corrected_by_two_people_only_and_the_old_time_stays()
    {
        var id = await ConfirmedAsync();
        var before = (await Book.FindAsync(id, default))!.Incident.AwareAt!.Value;

        Assert.Null(await Desk.WantAwareAtAsync(id, before.AddHours(-5), "The alarm was earlier.", First, default));
        Assert.Equal("breaches.second_person", (await Desk.AgreeAwareAtAsync(id, agreed: true, First, default))!.Code);
        Assert.Equal(before, (await Book.FindAsync(id, default))!.Incident.AwareAt);
        Assert.Null(await Desk.AgreeAwareAtAsync(id, agreed: true, Second, default));

        var incident = (await Book.FindAsync(id, default))!.Incident;
        Assert.Equal((before.AddHours(-5), before), (incident.AwareAt, incident.AwareAtBefore));
    }

    [Fact]
    public async Task What_is_no_breach_stays_in_the_register_with_its_reason()
    {
        var id = (await Desk.OpenAsync("A strange sign-in", isDrill: false, First, default)).Value;
        Assert.Equal("breaches.wrong_step", (await Desk.DismissAsync(id, "A test of ours.", First, default))!.Code);
        Assert.Null(await Desk.TriageAsync(id, First, default));
        Assert.Equal("breaches.reason", (await Desk.DismissAsync(id, " ", First, default))!.Code);
        Assert.Null(await Desk.DismissAsync(id, "A test of ours.", First, default));

        Assert.Equal("A test of ours.", Assert.Single(await Book.ListAsync(default)).Incident.NoBreachBecause);
        Assert.Empty(await Book.RunningAsync(default));
    }

    [Fact]
    public async Task An_exercise_makes_the_whole_pack_and_reaches_nobody()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(_app);
        var id = await ConfirmedAsync(isDrill: true);
        await DescribeAsync(id);
        await _app.Get<AffectedFinder>().FreezeAsync(id, new Dictionary<Guid, int> { [person.UserId] = 1 }, First, default);
        Assert.Null(await Notices.ReportAsync(id, Authority.Board, null, First, default));
        Assert.Null(await Notices.TellPeopleAsync(id, null, First, default));
        Assert.Null(await Notices.PublishAsync(id, First, default));

        Assert.DoesNotContain(await visitor.MailsAsync(), m => m.Row.Template == "breaches.told");
        Assert.Empty(await Book.UnseenAsync(person.UserId, "en", default));
        Assert.Empty(await Book.PublicAsync("en", default));
        Assert.Contains("TATBİKAT", await _app.Get<BreachPost>().OpenAsync((await Book.FindAsync(id, default))!.Reports[0].Text, default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_no_mail_reaches_is_on_the_list_and_the_website_tells()
    {
        var id = await ConfirmedAsync();
        await DescribeAsync(id);
        await _app.Get<AffectedFinder>().FreezeAsync(id, new Dictionary<Guid, int> { [Guid.CreateVersion7()] = 1 }, First, default);      // erased meanwhile
        Assert.Null(await Notices.TellPeopleAsync(id, null, First, default));

        Assert.True(Assert.Single((await Book.FindAsync(id, default))!.People).IsUnreached);
        Assert.Null(await Notices.PublishAsync(id, First, default));
        using var client = _app.CreateClient();
        Assert.Contains("Somebody read session records.", await client.GetStringAsync("/incidents"), StringComparison.Ordinal);
    }

    /// <summary>Every step from every state: what the table does not allow is refused, and the entity itself throws.</summary>
    [Fact]
    public void Steps_that_the_law_does_not_know_are_impossible()
    {
        var states = Enum.GetValues<IncidentState>();

        Assert.Equal(16, states.Sum(from => states.Count(to => from.MayBecome(to))));
        Assert.All(states.Where(s => !s.IsOpen), over => Assert.DoesNotContain(states, next => over.MayBecome(next)));
        var fresh = new Incident("VI-2027-001", false, default, First, _clock.GetUtcNow());
        Assert.Throws<InvalidOperationException>(() => fresh.Close(_clock.GetUtcNow()));
        Assert.Throws<InvalidOperationException>(() => fresh.TellPeople(null, _clock.GetUtcNow()));
        Assert.Throws<InvalidOperationException>(() => fresh.Confirm(BreachScope.Gdpr, _clock.GetUtcNow()));
    }

    private async Task<Guid> ConfirmedAsync(bool isDrill = false)
    {
        var id = (await Desk.OpenAsync("Session records were read", isDrill, First, default)).Value;
        Assert.Null(await Desk.TriageAsync(id, First, default));
        Assert.Null(await Desk.ConfirmAsync(id, BreachScope.Kvkk | BreachScope.Gdpr, _clock.GetUtcNow(), First, default));
        return id;
    }

    private async Task DescribeAsync(Guid id) => Assert.Null(await Desk.DescribeAsync(id, new IncidentFacts
    {
        Title = "Session records were read", WhatHappened = "A backup was read.", Categories = [DataCategory.TransactionSecurity], Consequences = "Unwanted mail.",
        MeasuresAfter = "The key was changed.", RootCause = "A key in a script.", Lessons = "Keys belong into the store.",
        PeopleEn = "Somebody read session records.", PeopleTr = "Biri oturum kayıtlarını okudu.", AdviceEn = "Rotate your keys.", AdviceTr = "Anahtarlarınızı yenileyin.",
    }, First, default));
}
