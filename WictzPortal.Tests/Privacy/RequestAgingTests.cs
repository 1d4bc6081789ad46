using WictzPortal.Mail;
using WictzPortal.Privacy;
using WictzPortal.Tests.Accounts;

namespace WictzPortal.Tests.Privacy;

/// <summary>What time does to requests, and who may prove that one is theirs.</summary>
[Collection(RequestsShareOneApp.Name)]
public sealed class RequestAgingTests(RequestsRig rig)
{
    [Fact]
    public async Task Nobody_proves_it_and_it_is_refused_on_the_25th_day()
    {
        var filed = await rig.LetterAsync(RequestType.Access);

        await PassAsync(24);
        Assert.Equal(RequestState.AwaitingIdentity, (await rig.ReadAsync(filed.Id)).State);
        await PassAsync(1);

        Assert.Equal((RequestState.Answered, RequestOutcome.Rejected), ((await rig.ReadAsync(filed.Id)).State, (await rig.ReadAsync(filed.Id)).Outcome!.Value));
        Assert.Contains("GDPR m. 12(6)", await rig.LetterOfAsync(filed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_answer_is_an_incident_and_each_day_reminds_once()
    {
        var filed = await rig.BegunAsync(RequestType.Complaint);

        var before = (await rig.MailsAsync(filed.Id)).Count;

        await PassAsync(15);
        await PassAsync(0);
        Assert.Equal(before + 1, (await rig.MailsAsync(filed.Id)).Count);
        Assert.Single(await RemindersAsync(rig.Officer));
        await PassAsync(16);

        Assert.Equal(2, (await RemindersAsync(rig.Officer)).Count);      // one mail for all the days that were missed
        Assert.Contains("Overdue", (await RemindersAsync(rig.Officer))[0].Letter!.Subject, StringComparison.Ordinal);
        Assert.Contains((await rig.Administrator.MailsAsync()), m => m.Letter?.Subject.Contains(filed.Number, StringComparison.Ordinal) is true);
        await rig.Desk.WithdrawAsync(filed.Id, rig.Officer, default);

        async Task<IReadOnlyList<OpenedMail>> RemindersAsync(Guid person) =>
            [.. (await rig.MailsAsync(person)).Where(m => m.Letter?.Subject.Contains(filed.Number, StringComparison.Ordinal) is true)];
    }

    [Fact]
    public async Task A_letter_of_an_authority_reaches_the_officers_once_on_each_of_its_days()
    {
        var filed = await rig.BegunAsync(RequestType.Complaint);
        var today = WictzPortal.Kernel.BusinessDays.DayOf(rig.Clock.GetUtcNow());
        Assert.Null(await rig.Desk.ComplainAsync(filed.Id, AuthorityWish.Documents, "2027/17", today, rig.Officer, default));

        await PassAsync(10);
        await PassAsync(0);
        var near = await LettersAsync(rig.Second);
        await PassAsync(5);
        var due = await LettersAsync(rig.Second);
        await PassAsync(1);

        Assert.Contains("2027/17", Assert.Single(near).Letter!.Paragraphs[0], StringComparison.Ordinal);
        Assert.Equal(2, due.Count);
        Assert.StartsWith("Overdue", (await LettersAsync(rig.Second))[0].Letter!.Subject, StringComparison.Ordinal);
        Assert.Contains(await rig.Administrator.MailsAsync(), m => m.Row.Template == "privacy.authority_reminder");
        var letter = (await rig.DetailsAsync(filed)).AuthorityLetters[0];
        Assert.Null(await rig.Desk.AnswerAuthorityAsync(filed.Id, letter.Id, "2027/18", rig.Officer, default));
        await rig.Desk.WithdrawAsync(filed.Id, rig.Officer, default);

        async Task<IReadOnlyList<OpenedMail>> LettersAsync(Guid person) =>
            [.. (await rig.MailsAsync(person)).Where(m => m.Row.Template == "privacy.authority_reminder" && m.Letter!.Subject.Contains(filed.Number, StringComparison.Ordinal))];
    }

    [Fact]
    public async Task It_closes_when_nobody_can_complain_and_proofs_go_30_days_later()
    {
        var filed = await rig.BegunAsync(RequestType.Complaint);
        await rig.Progress.DecideAsync(filed.Id, RequestType.Complaint, RequestOutcome.Fulfilled, null, new("Tamam.", "Done."), rig.Officer, default);
        Assert.Null(await rig.App.Get<AnswerPress>().AnswerAsync(filed.Id, rig.Officer, default));

        Assert.Equal("privacy.complaint_open", (await rig.Desk.CloseAsync(filed.Id, isConfirmed: false, rig.Officer, default))?.Code);
        await PassAsync(30);
        Assert.Equal(RequestState.Answered, (await rig.ReadAsync(filed.Id)).State);
        await PassAsync(1);
        Assert.Equal(RequestState.Closed, (await rig.ReadAsync(filed.Id)).State);
        Assert.Equal("10000000146", await IdAsync());
        await PassAsync(30);

        Assert.Null(await IdAsync());
        Assert.Empty((await rig.DetailsAsync(filed)).Documents);
        Assert.Contains("Deniz Aksoy", await rig.LetterOfAsync(filed), StringComparison.Ordinal);

        async Task<string?> IdAsync() => (await rig.App.Get<RequestBoard>().OpenAsync(filed.Id, rig.Officer, "looking at the test", default))!.Applicant.IdNumber;
    }

    [Fact]
    public async Task Papers_count_when_two_have_looked()
    {
        var filed = await rig.LetterAsync(RequestType.Complaint);
        var proofs = rig.App.Get<IdentityProofs>();

        Assert.Equal("privacy.no_proof", (await proofs.CheckAsync(filed.Id, rig.Officer, default))?.Code);
        Assert.Equal("privacy.bad_file", (await rig.App.Get<RequestPapers>().AddAsync(filed.Id, DocumentKind.Identity, "proof.exe", [1], rig.Officer, default))?.Code);
        Assert.Null(await rig.App.Get<RequestPapers>().AddAsync(filed.Id, DocumentKind.Identity, "../proof.pdf", [1], rig.Officer, default));
        Assert.Null(await proofs.CheckAsync(filed.Id, rig.Officer, default));
        Assert.Equal("privacy.same_checker", (await proofs.CheckAsync(filed.Id, rig.Officer, default))?.Code);
        Assert.Null(await proofs.CheckAsync(filed.Id, rig.Second, default));

        var request = await rig.ReadAsync(filed.Id);
        Assert.Equal((RequestState.IdentityVerified, IdentityLevel.Checked), (request.State, request.ProvenLevel));
        var document = Assert.Single((await rig.DetailsAsync(filed)).Documents);
        Assert.Equal("proof.pdf", (await rig.App.Get<RequestPapers>().OpenAsync(document.Id, rig.Officer, default))!.FileName);
    }

    [Fact]
    public async Task The_link_proves_an_address_once_within_a_day()
    {
        var visitor = new Visitor(rig.App);
        var filed = await rig.LetterAsync(RequestType.Objection, f => f with { Applicant = new Applicant("Deniz Aksoy", visitor.Email) });
        var first = await LinkAsync(filed);

        rig.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Contains("24 hours", await visitor.GetAsync(first), StringComparison.Ordinal);
        await PostAsync(visitor, first, "renew");
        var second = await LinkAsync(filed);
        Assert.NotEqual(first, second);
        Assert.Contains("not valid", await visitor.GetAsync(first), StringComparison.Ordinal);
        await PostAsync(visitor, second, "prove");

        Assert.Equal((RequestState.InProgress, IdentityLevel.Address), ((await rig.ReadAsync(filed.Id)).State, (await rig.ReadAsync(filed.Id)).ProvenLevel));
        Assert.Contains("not valid", await visitor.GetAsync(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_the_owners_alone_needs_the_owner_signed_in()
    {
        var (owner, person) = await Visitor.SignedUpAsync(rig.App);
        var (stranger, _) = await Visitor.SignedInAsync(rig.App);
        var filed = await rig.LetterAsync(RequestType.Erasure, f => f with { Applicant = new Applicant("Deniz Aksoy", owner.Email) });
        var link = await LinkAsync(filed);

        await PostAsync(new Visitor(rig.App), link, "prove");
        await PostAsync(stranger, link, "prove");
        Assert.Equal(RequestState.AwaitingIdentity, (await rig.ReadAsync(filed.Id)).State);
        await owner.SignInAsync();
        await PostAsync(owner, link, "prove");

        var request = await rig.ReadAsync(filed.Id);
        Assert.Equal((RequestState.IdentityVerified, IdentityLevel.SteppedUp, person.UserId), (request.State, request.ProvenLevel, request.UserId!.Value));
    }

    private static Task<HttpResponseMessage> PostAsync(Visitor visitor, string path, string form) =>
        visitor.Http.PostAsync(path, new FormUrlEncodedContent([KeyValuePair.Create("_handler", form)]));

    private async Task<string> LinkAsync(FiledRequest filed) =>
        new Uri((await rig.MailsAsync(filed.Id)).First(m => m.Letter?.Button is not null).Letter!.Button!.Url).PathAndQuery;

    private async Task PassAsync(int days)
    {
        rig.Clock.Advance(TimeSpan.FromDays(days));
        await rig.App.Get<WatchRequestsJob>().RunAsync(default);
    }
}
