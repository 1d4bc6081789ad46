using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Breaches;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Breaches;

/// <summary>The log of disclosures, the register of controls and the finder of records to be held.</summary>
public sealed class RegisterTests : IAsyncLifetime
{
    private static readonly Guid First = Guid.CreateVersion7();
    private static readonly Guid Second = Guid.CreateVersion7();
    private static readonly Guid Third = Guid.CreateVersion7();
    private static readonly string Hash = new('a', 64);

    private readonly FakeClock _clock = new();
    private PortalApp _app = null!;

    public async Task InitializeAsync() => _app = await PortalApp.StartAsync(_clock);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory, Trait("Promise", "A-30"), Trait("Promise", "A-31"), Trait("Promise", "B-31")]
    [InlineData(Purpose.LegalObligation)]
    [InlineData(Purpose.LegalClaims)]
    public async Task Nothing_is_sent_before_two_others_have_approved(Purpose purpose)
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var book = _app.Get<DisclosureBook>();
        var id = (await book.AskAsync(New(person.UserId, purpose), default)).Value;

        Assert.Equal("breaches.unapproved", (await book.SendAsync(id, Hash, true, null, First, default))!.Code);
        Assert.Equal("breaches.second_person", (await book.ApproveAsync(id, First, default))!.Code);
        Assert.Null(await book.ApproveAsync(id, Second, default));
        Assert.Equal("breaches.second_person", (await book.ApproveAsync(id, Second, default))!.Code);
        Assert.Equal("breaches.unapproved", (await book.SendAsync(id, Hash, true, null, First, default))!.Code);
        Assert.Null(await book.ApproveAsync(id, Third, default));
        Assert.Equal("breaches.sent", (await book.SendAsync(id, Hash, isTold: false, " ", First, default))!.Code);
        Assert.Null(await book.SendAsync(id, Hash, isTold: true, null, First, default));

        var row = Assert.Single(await book.ListAsync(default));
        Assert.Equal((DisclosureState.Sent, Hash, Second, Third), (row.State, row.SentHash, row.FirstApprover!.Value, row.SecondApprover!.Value));
        Assert.Equal(1, await OwnAsync(person.UserId, "disclosures"));
    }

    [Fact, Trait("Promise", "A-30")]
    public async Task One_that_a_law_keeps_secret_is_in_no_answer_to_the_person_until_its_day()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var book = _app.Get<DisclosureBook>();
        var id = (await book.AskAsync(New(person.UserId, Purpose.LegalObligation) with { SecretUntil = _clock.GetUtcNow().AddDays(30) }, default)).Value;
        await book.ApproveAsync(id, Second, default);
        await book.ApproveAsync(id, Third, default);

        Assert.Equal("breaches.secret", (await book.SendAsync(id, Hash, isTold: true, null, First, default))!.Code);
        Assert.Null(await book.SendAsync(id, Hash, isTold: false, "Article 157 of the procedure law.", First, default));
        _clock.Advance(TimeSpan.FromDays(29));
        await _app.Get<WatchIncidentsJob>().RunAsync(default);
        Assert.Equal(0, await OwnAsync(person.UserId, "disclosures"));
        _clock.Advance(TimeSpan.FromDays(1));
        await _app.Get<WatchIncidentsJob>().RunAsync(default);
        Assert.Equal(1, await OwnAsync(person.UserId, "disclosures"));
    }

    [Fact, Trait("Promise", "A-35")]
    public async Task A_control_that_is_overdue_raises_the_alarm_until_it_is_done_with_its_evidence()
    {
        var book = _app.Get<ControlBook>();
        Assert.Equal(6, (await book.ListAsync(default)).Count);      // those that every operator needs
        Assert.Null(await book.AddAsync("Doors of the server room", "Operations", 30, Today.AddDays(30), First, default));
        Assert.Equal("breaches.control", (await book.AddAsync("", "Operations", 30, Today, First, default))!.Code);
        var (officer, person) = await Visitor.SignedUpAsync(_app);
        await _app.Get<StaffRoles>().AssignAsync(person.UserId, Roles.PrivacyOfficer, default);
        _clock.Advance(TimeSpan.FromDays(31));

        Assert.Equal(1, await _app.Get<WatchIncidentsJob>().RunAsync(default));
        Assert.Equal(1, await _app.Get<WatchIncidentsJob>().RunAsync(default));
        Assert.Single(await officer.MailsAsync(), mail => mail.Row.Template == Alarms.Template);      // once, however often it is found late
        var control = Assert.Single(await book.OverdueAsync(default));
        Assert.Equal("breaches.findings", (await book.DoAsync(control.Id, " ", null, First, default))!.Code);
        Assert.Null(await book.DoAsync(control.Id, "All locked.", ("../doors.txt", "ok"u8.ToArray()), First, default));

        Assert.Empty(await book.OverdueAsync(default));
        var done = (await book.ListAsync(default)).Single(c => c.Id == control.Id);
        Assert.Equal((Today.AddDays(30), "All locked."), (done.DueOn, done.LastFindings));
        var file = (await book.FileAsync(done.LastFile!.Value, First, default))!.Value;
        Assert.Equal(("doors.txt", "ok"), (file.Name, System.Text.Encoding.UTF8.GetString(file.Bytes)));
    }

    [Fact]
    public async Task A_hold_takes_one_persons_records_and_a_secret_one_stays_hidden_until_its_day()
    {
        var (_, person) = await Visitor.SignedInAsync(_app);
        await Visitor.SignedInAsync(_app);      // somebody else
        var found = await _app.Get<HoldFinder>().FindAsync(person.UserId, ["user_sessions"], null, null, default);
        Assert.Single(found);

        var hold = new NewHold("2027/14 E.", HoldBasis.LegalDuty, "A court asks for it.", person.UserId, First) { IsSecretUntil = _clock.GetUtcNow().AddDays(10) };
        Assert.True((await _app.Get<Holds>().PlaceAsync(hold, found, default)).Succeeded);
        Assert.Equal(0, await OwnAsync(person.UserId, "legal_holds"));
        _clock.Advance(TimeSpan.FromDays(10));
        await _app.Get<WatchIncidentsJob>().RunAsync(default);
        Assert.Equal(1, await OwnAsync(person.UserId, "legal_holds"));
    }

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_clock.GetUtcNow(), CurrentUser.DefaultTimeZone).DateTime);

    private static NewDisclosure New(Guid userId, Purpose purpose) =>
        new(userId, "A court", "2027/512", "Article 332 of the procedure law", purpose, "Name and sign-ins of March", First);

    /// <summary>How many rows of a table an answer to the person would hold.</summary>
    private async Task<int> OwnAsync(Guid userId, string table)
    {
        var set = _app.Get<DataMap>().Sets.Single(s => s.Table == table);
        await using var db = _app.OpenDb();
        return await ((IQueryable<object>)set.RowsOf(db, new SubjectScope(userId, [], []))).CountAsync();
    }
}
