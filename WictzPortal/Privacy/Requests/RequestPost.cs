using System.Text.Json;
using Microsoft.Extensions.Localization;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>Writes to who asks, under the request's own key: also to people without an account, and to those erased meanwhile.</summary>
internal sealed class RequestPost(Outbox outbox, Vault vault, PortalAddress address, IStringLocalizer<PrivacyText> T)
{
    /// <summary>That it arrived, its dates and rights; with a link where the address must be proven.</summary>
    public Task<long?> AcknowledgeAsync(PortalDb db, DataSubjectRequest request, string? proofPath, CancellationToken cancellationToken) =>
        QueueAsync(db, request, hello => new Letter(
            "privacy.request_received", T["Your request {0} has arrived", request.Number], hello,
            [
                T["It reached us on {0}. You will have our answer by {1} at the latest, free of charge.", Day(request.ReceivedOn), Day(request.DueOn)],
                proofPath is not null
                    ? T["Before we begin we must know that it is you. Please open the link below; it works for 24 hours. Without proof within {0} days we must refuse the request, and you may ask again.", RequestClocks.IdentityDays]
                    : T["We write to you at each step."],
                Rights(request),
            ],
            proofPath is null ? null : new LetterButton(T["It was me"], address.Of(proofPath)),
            proofPath is null ? null : T["If you did not ask for anything, ignore this mail: nothing is told or changed without the link."].Value), cancellationToken);

    public Task<long?> AskForProofAsync(PortalDb db, DataSubjectRequest request, string proofPath, CancellationToken cancellationToken) =>
        QueueAsync(db, request, hello => new Letter(
            "privacy.request_proof", T["Prove that request {0} is yours", request.Number], hello,
            [T["Please open the link below; it works for 24 hours."]],
            new LetterButton(T["It was me"], address.Of(proofPath)),
            T["If you did not ask for anything, ignore this mail: nothing is told or changed without the link."]), cancellationToken);

    /// <summary>Where it stands, after each step and on the fifteenth day.</summary>
    public Task<long?> TellStateAsync(PortalDb db, DataSubjectRequest request, CancellationToken cancellationToken, string? because = null) =>
        QueueAsync(db, request, hello => new Letter(
            "privacy.request_state", T["Your request {0}: {1}", request.Number, T[RequestWords.Of(request.State)]], hello,
            [
                T[RequestWords.Sentence(request.State)],
                .. because is null ? [] : (string[])[because],
                .. request.State.IsOpen ? [T["You will have our answer by {0} at the latest.", Day(request.DueOn)]] : Array.Empty<string>(),
                Rights(request),
            ]), cancellationToken);

    /// <summary>The answer itself goes with it.</summary>
    public Task<long?> AnswerAsync(PortalDb db, DataSubjectRequest request, string attachment, CancellationToken cancellationToken) =>
        QueueAsync(db, request, hello => new Letter(
            "privacy.request_answer", T["Our answer to your request {0}", request.Number], hello,
            [T["Our answer goes with this mail. It says what we decided on each thing you asked for, and why."], Rights(request)],
            Attachment: attachment), cancellationToken);

    public void Nudge() => outbox.Nudge();

    public string AddressOf(string path) => address.Of(path);

    public Task<Sealed> SealAsync(Guid requestId, Applicant applicant, CancellationToken cancellationToken) =>
        vault.SealAsync(requestId, JsonSerializer.Serialize(applicant), cancellationToken);

    /// <returns>Null once the request's key is destroyed.</returns>
    public async Task<Applicant?> ApplicantAsync(DataSubjectRequest request, CancellationToken cancellationToken) =>
        await vault.OpenAsync(request.Id, request.Applicant, Purpose.LegalObligation, cancellationToken) is { } json
            ? JsonSerializer.Deserialize<Applicant>(json)
            : null;

    private string Rights(DataSubjectRequest request)
    {
        var until = request.AnsweredAt is { } answered
            ? RequestClocks.ComplaintUntil(request.ReceivedOn, BusinessDays.DayOf(answered))
            : RequestClocks.ComplaintLimit(request.ReceivedOn);
        return T["If our answer does not satisfy you, or does not come in time, you may complain to the Personal Data Protection Board (KVKK) until {0}, and go to court.", Day(until)];
    }

    private static string Day(DateOnly day) => RequestWords.Day(day);

    // Null where there is no address to write to, or no key any more.
    private async Task<long?> QueueAsync(PortalDb db, DataSubjectRequest request, Func<string, Letter> write, CancellationToken cancellationToken)
    {
        if (await ApplicantAsync(request, cancellationToken) is not { Email: { } email } applicant)
        {
            return null;
        }

        var letter = InCulture.Write(request.Culture, () => write(T["Hello {0},", applicant.Name]));
        return await outbox.QueueAsync(db, request.Id, email, request.Culture, letter, cancellationToken);
    }
}
