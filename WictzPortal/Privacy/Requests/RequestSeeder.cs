using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Who takes part in the requests of a demonstration.</summary>
/// <param name="Customer">Asks for most of them.</param>
/// <param name="Minor">Was decided against by a rule, and wants a human to look at it.</param>
/// <param name="Officer">Works on them.</param>
public sealed record RequestCast(Guid Customer, Guid Minor, Guid Officer);

/// <summary>Files the requests of a demonstration and takes them as far as they are to be seen: open, near their date, answered and closed.</summary>
public sealed class RequestSeeder
{
    private const string Nobody = "Demo Applicant";

    private readonly DataSubjectRequests _requests;
    private readonly RequestBoard _board;
    private readonly RequestDesk _desk;
    private readonly RequestProgress _progress;
    private readonly AnswerPress _press;
    private readonly RightsDesk _rights;
    private readonly TimeProvider _clock;

    internal RequestSeeder(
        DataSubjectRequests requests, RequestBoard board, RequestDesk desk, RequestProgress progress, AnswerPress press, RightsDesk rights,
        TimeProvider clock) =>
        (_requests, _board, _desk, _progress, _press, _rights, _clock) = (requests, board, desk, progress, press, rights, clock);

    /// <param name="decisionId">The decision against the minor.</param>
    public async Task FillAsync(RequestCast cast, Guid decisionId, CancellationToken cancellationToken)
    {
        await CorrectAsync(cast, cancellationToken);
        await AnswerAsync(cast, cancellationToken);
        await FileAsync(Own(cast.Customer, RequestType.Portability, 0), cancellationToken);      // the job makes the package once the portal runs
        await WriteDownAsync(cast.Officer, cancellationToken);
        Refuse(await _rights.AskPersonAsync(decisionId, cast.Minor, "Annemin bu satın almadan haberi var.", "tr", cancellationToken));
    }

    private async Task CorrectAsync(RequestCast cast, CancellationToken cancellationToken)
    {
        var filed = await FileAsync(
            Own(cast.Customer, RequestType.Correction, 26) with { Words = "Invoices still show the district of our old office." }, cancellationToken);
        Refuse(await _desk.BeginAsync(filed.Id, cast.Officer, cancellationToken));
        await _board.OpenAsync(filed.Id, cast.Officer, "Request for correction", cancellationToken);
        Refuse(await _progress.RecordCorrectionAsync(filed.Id, "Üsküdar", "Kadıköy", cast.Officer, cancellationToken));
    }

    private async Task AnswerAsync(RequestCast cast, CancellationToken cancellationToken)
    {
        var filed = await FileAsync(
            Own(cast.Customer, RequestType.Complaint, 12) with { Words = "How long do you keep the times of my sign-ins?" }, cancellationToken);
        var words = new Bilingual(
            "Oturum açma zamanları 90 gün saklanır ve ardından silinir. Güvenlik sayfanızda kendiniz de görebilirsiniz.",
            "Sign-in times are kept for 90 days and deleted after that. You can see them yourself on your security page.");
        Refuse(await _desk.BeginAsync(filed.Id, cast.Officer, cancellationToken));
        Refuse(await _progress.DecideAsync(filed.Id, RequestType.Complaint, RequestOutcome.Fulfilled, null, words, cast.Officer, cancellationToken));
        Refuse(await _press.AnswerAsync(filed.Id, cast.Officer, cancellationToken));
        Refuse(await _desk.CloseAsync(filed.Id, isConfirmed: true, cast.Customer, cancellationToken));
    }

    // A letter that the Board has asked about, and a mail whose sender is still to be proven.
    private async Task WriteDownAsync(Guid officer, CancellationToken cancellationToken)
    {
        var letter = await FileAsync(Foreign(RequestChannel.Letter, RequestType.Compensation, 24, officer), cancellationToken);
        var today = BusinessDays.DayOf(_clock.GetUtcNow());
        Refuse(await _desk.ComplainAsync(letter.Id, AuthorityWish.Documents, "DEMO-2026/1", today.AddDays(-6), officer, cancellationToken));
        await FileAsync(Foreign(RequestChannel.Mail, RequestType.Access, 3, officer), cancellationToken);
    }

    private NewRequest Own(Guid person, RequestType type, int daysAgo) => new(RequestChannel.Portal, [type])
    {
        UserId = person, Proven = IdentityLevel.SteppedUp, Culture = "en", ReceivedAt = _clock.GetUtcNow().AddDays(-daysAgo),
    };

    private NewRequest Foreign(RequestChannel channel, RequestType type, int daysAgo, Guid officer) => new(channel, [type])
    {
        Applicant = new Applicant(Nobody, "applicant@demo.example") { Address = "Örnek Sokak 1, 34000 İstanbul" },
        RegisteredBy = officer, ReceivedAt = _clock.GetUtcNow().AddDays(-daysAgo),
    };

    private async Task<FiledRequest> FileAsync(NewRequest filed, CancellationToken cancellationToken)
    {
        var outcome = await _requests.FileAsync(filed, cancellationToken);
        Refuse(outcome.Failure);
        return outcome.Value!;
    }

    private static void Refuse(Failure? failure)
    {
        if (failure is not null)
        {
            throw new InvalidOperationException($"A request of the demonstration was refused: {failure}");
        }
    }
}
