using Microsoft.EntityFrameworkCore;
using WictzPortal.Kernel;
using WictzPortal.Privacy;
using WictzPortal.Recipients;
using WictzPortal.Tests.Accounts;

namespace WictzPortal.Tests.Privacy;

/// <summary>Requests from their arrival to the answer, as an officer works on them.</summary>
[Collection(RequestsShareOneApp.Name)]
public sealed class RequestTests(RequestsRig rig)
{
    private static readonly Bilingual Words = new("Zararınızı <b>ödeyeceğiz</b>.", "We shall pay for the damage.");

    [Fact]
    [Trait("Promise", "B-25"), Trait("Promise", "A-69")]
    public async Task The_clock_starts_when_it_truly_arrived()
    {
        var arrived = rig.Clock.GetUtcNow().AddDays(-6);
        var support = await rig.LetterAsync(RequestType.Complaint, filed => filed with { Channel = RequestChannel.Support, ReceivedAt = arrived });
        var request = await rig.ReadAsync(support.Id);

        Assert.Matches("^VB-2027-[0-9]{6}$", support.Number);
        Assert.Equal(BusinessDays.DayOf(arrived), support.ReceivedOn);
        Assert.Equal(support.ReceivedOn.AddDays(30), support.DueOn);
        Assert.Equal(arrived, request.ReceivedAt);
        Assert.Equal(rig.Clock.GetUtcNow(), request.RegisteredAt);

        var late = await rig.Requests.FileAsync(
            new NewRequest(RequestChannel.Mail, [RequestType.Access]) { Applicant = new("A", "a@example.com"), ReceivedAt = rig.Clock.GetUtcNow().AddHours(1) }, default);
        Assert.Equal("privacy.received_later", late.Failure?.Code);
    }

    [Fact]
    [Trait("Promise", "B-24"), Trait("Promise", "B-39")]
    public async Task Compensation_is_decided_by_a_person_and_answered_in_one_letter()
    {
        var filed = await rig.BegunAsync(RequestType.Compensation, f => f with { Country = "FR" });
        Assert.Equal("privacy.line_open", (await rig.App.Get<AnswerPress>().AnswerAsync(filed.Id, rig.Officer, default))?.Code);

        Assert.Null(await rig.Progress.DecideAsync(filed.Id, RequestType.Compensation, RequestOutcome.Fulfilled, null, Words, rig.Officer, default));
        Assert.Null(await rig.App.Get<AnswerPress>().AnswerAsync(filed.Id, rig.Officer, default));

        var letter = await rig.LetterOfAsync(filed);
        foreach (var said in (string[])[
            "Örnek Yazılım Anonim Şirketi", "0123456789012345", "Örnek Mahallesi 1, 34000 İstanbul", "kvkk@example.com", "ornek@hs01.example.com",
            "https://example.com", filed.Number, "Deniz Aksoy", "Zararınızı &lt;b&gt;ödeyeceğiz&lt;/b&gt;.", "We shall pay for the damage.",
            "Commission Nationale", "Karar", "Decision", "Kabul edildi", "Granted", RequestWords.Day(filed.ReceivedOn.AddDays(30)),
        ])
        {
            Assert.Contains(said, System.Net.WebUtility.HtmlDecode(letter).Replace("<b>ödeyeceğiz</b>", "&lt;b&gt;ödeyeceğiz&lt;/b&gt;", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<b>", letter, StringComparison.Ordinal);
        Assert.DoesNotMatch(": *(<br|<)", letter);
        var answer = (await rig.MailsAsync(filed.Id))[0];
        Assert.Equal("privacy.request_answer", answer.Row.Template);
        Assert.Equal(LetterDelivery.Queued, (await rig.DetailsAsync(filed)).Letter!.Delivery);
    }

    [Fact]
    public async Task A_refusal_needs_reasons_and_a_second_person()
    {
        var filed = await rig.BegunAsync(RequestType.Complaint);

        Assert.Equal("privacy.reason_missing", (await rig.Progress.DecideAsync(
            filed.Id, RequestType.Complaint, RequestOutcome.Rejected, RefusalReason.Unfounded, null, rig.Officer, default))?.Code);
        Assert.Null(await rig.Progress.DecideAsync(
            filed.Id, RequestType.Complaint, RequestOutcome.Rejected, RefusalReason.Unfounded, Words, rig.Officer, default));
        Assert.Equal("privacy.refusal_unapproved", (await rig.App.Get<AnswerPress>().AnswerAsync(filed.Id, rig.Officer, default))?.Code);
        Assert.Equal("privacy.same_person", (await rig.Progress.ApproveRefusalAsync(filed.Id, RequestType.Complaint, rig.Officer, default))?.Code);
        Assert.Null(await rig.Progress.ApproveRefusalAsync(filed.Id, RequestType.Complaint, rig.Second, default));
        Assert.Null(await rig.App.Get<AnswerPress>().AnswerAsync(filed.Id, rig.Officer, default));

        Assert.Equal(RequestOutcome.Rejected, (await rig.ReadAsync(filed.Id)).Outcome);
        Assert.Contains("GDPR m. 12(5)", await rig.LetterOfAsync(filed), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "A-43"), Trait("Promise", "B-20"), Trait("Promise", "B-22")]
    public async Task A_correction_goes_on_to_every_recipient_before_the_answer()
    {
        var (_, person) = await Visitor.SignedUpAsync(rig.App);
        var facts = new RecipientFacts { Name = "An example company", Type = RecipientType.Cloud, Country = "TR" };
        var recipient = new Recipient(facts, rig.Clock.GetUtcNow());
        await using (var db = rig.App.OpenDb())
        {
            db.Recipients.Add(recipient);
            await db.SaveChangesAsync();
            await rig.App.Get<RecipientFeed>().RefreshAsync(default);
            await RecipientsSeen.WriteAsync(db, [new Sighting(person.AccountNumber, recipient.Id, new DateOnly(2027, 1, 2))], default);
        }

        var filed = await rig.BegunAsync(RequestType.Correction, f => f with { UserId = person.UserId });
        Assert.Equal("privacy.evidence_missing", (await rig.Progress.DecideAsync(
            filed.Id, RequestType.Correction, RequestOutcome.Fulfilled, null, null, rig.Officer, default))?.Code);
        Assert.Null(await rig.Progress.RecordCorrectionAsync(filed.Id, "Denis", "Deniz", rig.Officer, default));
        Assert.Null(await rig.Progress.DecideAsync(filed.Id, RequestType.Correction, RequestOutcome.Fulfilled, null, null, rig.Officer, default));

        var task = Assert.Single((await rig.DetailsAsync(filed)).Case.Tasks);
        Assert.Equal((facts.Name, filed.ReceivedOn.AddDays(RequestClocks.RecipientDays)), (task.RecipientName, task.DueOn));
        Assert.Equal(RequestState.AwaitingThirdParties, (await rig.ReadAsync(filed.Id)).State);
        Assert.Equal("privacy.recipients_open", (await rig.App.Get<AnswerPress>().AnswerAsync(filed.Id, rig.Officer, default))?.Code);
        Assert.Null(await rig.Progress.AcknowledgeAsync(filed.Id, task.Id, "mail of 6 January", rig.Officer, default));
        Assert.Null(await rig.App.Get<AnswerPress>().AnswerAsync(filed.Id, rig.Officer, default));

        Assert.Contains("mail of 6 January", await rig.LetterOfAsync(filed), StringComparison.Ordinal);
        await using var after = rig.App.OpenDb();
        Assert.DoesNotContain("Deni", string.Concat(await after.RequestEvidence.Where(e => e.RequestId == filed.Id).Select(e => e.Value).ToListAsync()), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "A-42")]
    public async Task What_the_portal_does_by_itself_is_answered_by_itself()
    {
        var (_, person) = await Visitor.SignedUpAsync(rig.App);
        rig.Parts.IsDown = true;
        var id = (await rig.Requests.FileAsync(Access(person.UserId), default)).Value!.Id;      // filed all the same
        rig.Parts.IsDown = false;

        await rig.App.Get<WatchRequestsJob>().RunAsync(default);      // takes up what the outage left
        await rig.App.Get<WatchRequestsJob>().RunAsync(default);
        Assert.Equal(id, Assert.Single(rig.Parts.Started, line => line.UserId == person.UserId).RequestId);

        var says = new Bilingual("Paketiniz hazır.", "Your package is ready.");
        Assert.Null(await rig.Requests.RecordEvidenceAsync(id, RequestType.Access, new Evidence(EvidenceKind.PackageHash, "ab12", says), default));
        Assert.Equal(RequestState.InProgress, (await rig.ReadAsync(id)).State);
        Assert.Null(await rig.Requests.RecordEvidenceAsync(id, RequestType.Access, new Evidence(EvidenceKind.Delivery, "download 1"), default));

        Assert.Equal((RequestState.Answered, RequestOutcome.Fulfilled), ((await rig.ReadAsync(id)).State, (await rig.ReadAsync(id)).Outcome!.Value));
        Assert.Equal("privacy.request_over", (await rig.Requests.RecordEvidenceAsync(id, RequestType.Access, new Evidence(EvidenceKind.Delivery, "2"), default))?.Code);
        Assert.Equal("privacy.no_such_line", (await rig.Requests.RecordEvidenceAsync(id, RequestType.Erasure, new Evidence(EvidenceKind.LedgerEntry, "2"), default))?.Code);
    }

    [Fact]
    public async Task What_a_caller_does_is_not_begun_twice_and_needs_the_proof()
    {
        var (_, person) = await Visitor.SignedUpAsync(rig.App);

        Assert.Equal("privacy.not_proven", (await rig.Requests.FileAsync(
            Access(person.UserId) with { IsDoneByCaller = true, Proven = IdentityLevel.Address }, default)).Failure?.Code);
        var filed = await rig.Requests.FileAsync(Access(person.UserId) with { IsDoneByCaller = true }, default);

        Assert.Equal(RequestState.InProgress, filed.Value!.State);
        Assert.DoesNotContain(rig.Parts.Started, line => line.RequestId == filed.Value.Id);
    }

    [Fact]
    public async Task The_kvkk_knows_no_extension()
    {
        var turkish = await rig.BegunAsync(RequestType.Complaint);
        var foreign = await rig.BegunAsync(RequestType.Complaint, f => f with { Regimes = Regimes.Gdpr });

        Assert.Equal("privacy.no_extension", (await rig.Desk.ExtendAsync(turkish.Id, "It is much.", rig.Officer, default))?.Code);
        Assert.Equal(turkish.DueOn, (await rig.ReadAsync(turkish.Id)).DueOn);
        Assert.Null(await rig.Desk.ExtendAsync(foreign.Id, "It is much.", rig.Officer, default));
        Assert.Equal(foreign.ReceivedOn.AddMonths(3), (await rig.ReadAsync(foreign.Id)).DueOn);
        Assert.Contains("It is much.", (await rig.MailsAsync(foreign.Id))[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_facts_begin_a_new_clock()
    {
        var filed = await AnsweredAsync();

        var follower = await rig.Desk.ReopenAsync(filed.Id, "It happened again.", rig.Officer, default);

        Assert.Equal(RequestState.Reopened, (await rig.ReadAsync(filed.Id)).State);
        var next = await rig.ReadAsync(follower.Value);
        Assert.Equal((filed.Id, RequestState.IdentityVerified), (next.FollowsId!.Value, next.State));
        Assert.NotEqual(filed.Number, next.Number);
    }

    [Fact]
    public async Task An_authority_has_clocks_of_its_own()
    {
        var filed = await AnsweredAsync();
        var day = BusinessDays.DayOf(rig.Clock.GetUtcNow());

        Assert.Null(await rig.Desk.ComplainAsync(filed.Id, AuthorityWish.Documents, "2027/15", day, rig.Officer, default));
        Assert.Null(await rig.Desk.ComplainAsync(filed.Id, AuthorityWish.Decision, "2027/16", day, rig.Officer, default));
        var letters = (await rig.DetailsAsync(filed)).AuthorityLetters;
        Assert.Equal([day.AddDays(15), day.AddDays(30)], letters.Select(l => l.DueOn).Order());
        Assert.Equal("privacy.request_moved_on", (await rig.Desk.CloseAsync(filed.Id, isConfirmed: true, rig.Officer, default))?.Code);

        Assert.Equal("privacy.authority_answer", (await rig.Desk.AnswerAuthorityAsync(filed.Id, letters[0].Id, " ", rig.Officer, default))?.Code);
        Assert.Null(await rig.Desk.AnswerAuthorityAsync(filed.Id, letters[0].Id, "OUT-1", rig.Officer, default));
        Assert.Equal(RequestState.AuthorityComplaint, (await rig.ReadAsync(filed.Id)).State);
        Assert.Null(await rig.Desk.AnswerAuthorityAsync(filed.Id, letters[1].Id, "OUT-2", rig.Officer, default));
        Assert.Equal(RequestState.Answered, (await rig.ReadAsync(filed.Id)).State);
    }

    private static NewRequest Access(Guid userId) =>
        new(RequestChannel.Portal, [RequestType.Access]) { UserId = userId, Proven = IdentityLevel.SteppedUp, Culture = "en" };

    private async Task<FiledRequest> AnsweredAsync()
    {
        var filed = await rig.BegunAsync(RequestType.Complaint);
        Assert.Null(await rig.Progress.DecideAsync(filed.Id, RequestType.Complaint, RequestOutcome.Fulfilled, null, Words, rig.Officer, default));
        Assert.Null(await rig.App.Get<AnswerPress>().AnswerAsync(filed.Id, rig.Officer, default));
        return filed;
    }
}
