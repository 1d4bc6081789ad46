using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>A request as an officer writes it down.</summary>
internal sealed class ManualDraft
{
    public RequestChannel Channel { get; set; } = RequestChannel.Mail;

    /// <summary>In Istanbul.</summary>
    public DateTime? ReceivedAt { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Address { get; set; }

    public string? Phone { get; set; }

    public string? IdNumber { get; set; }

    public string? OnBehalfOf { get; set; }

    public string? Words { get; set; }

    public Regimes Regimes { get; set; } = Regimes.Both;

    public string Culture { get; set; } = "tr";

    public HashSet<RequestType> Types { get; } = [];
}

/// <summary>Takes down requests that did not come through the portal, with the time they truly arrived and what came (B-25).</summary>
internal sealed class ManualRequests(DataSubjectRequests requests, RequestPapers papers)
{
    public static readonly IReadOnlyList<RequestChannel> Channels = [RequestChannel.Mail, RequestChannel.Registered, RequestChannel.Letter, RequestChannel.Support];

    /// <returns>The request's number.</returns>
    public async Task<Outcome<string>> FileAsync(
        ManualDraft draft, (string Name, byte[] Content)? file, Guid by, CancellationToken cancellationToken)
    {
        if (draft.ReceivedAt is not { } local || Given(draft.Name) is not { } name)
        {
            return new Failure(FailureKind.Invalid, "privacy.no_applicant", "Say who asks: a name, and an address to answer to.");
        }

        if (file is { } wanted && RequestPapers.Refusal(wanted.Name, wanted.Content) is { } refused)
        {
            return refused;
        }

        var outcome = await requests.FileAsync(new NewRequest(draft.Channel, draft.Types)
        {
            Applicant = new Applicant(name, Given(draft.Email))
            {
                Address = Given(draft.Address), Phone = Given(draft.Phone), IdNumber = Given(draft.IdNumber), OnBehalfOf = Given(draft.OnBehalfOf),
            },
            Words = draft.Words, Regimes = draft.Regimes, Culture = draft.Culture, RegisteredBy = by,
            ReceivedAt = new DateTimeOffset(local, CurrentUser.DefaultTimeZone.GetUtcOffset(local)).ToUniversalTime(),
        }, cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.Failure;
        }

        if (file is { } came)
        {
            await papers.AddAsync(outcome.Value.Id, DocumentKind.Application, came.Name, came.Content, by, cancellationToken);
        }

        return outcome.Value.Number;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
