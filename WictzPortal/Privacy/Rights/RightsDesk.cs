using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Recipients;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>
/// Restriction, objection and review as a person and the staff ask for them: places them at once, files the request with its clocks, tells
/// recipients, and writes to the person.
/// </summary>
internal sealed class RightsDesk(
    IDbContextFactory<PortalDb> databases, StandingBook book, AutomatedDecisions decisions, DataSubjectRequests requests, RightsLetters letters)
{
    /// <summary>Restricts at the person's own wish; the request's line takes up what is placed here.</summary>
    public async Task<Failure?> RestrictAsync(
        Guid userId, RestrictionGround ground, IReadOnlyCollection<DataCategory>? categories, string? words, string culture,
        CancellationToken cancellationToken)
    {
        var placed = await book.RestrictAsync(userId, ground, categories, words, userId, cancellationToken);
        return placed.Succeeded ? await FileAsync(userId, RequestType.Restriction, words, culture, cancellationToken) : placed.Failure;
    }

    /// <summary>Takes the person out of improvement and analysis at once.</summary>
    public async Task<Failure?> ObjectAsync(Guid userId, string culture, CancellationToken cancellationToken)
    {
        var placed = await book.ObjectAsync(userId, cancellationToken);
        return placed.Succeeded ? await FileAsync(userId, RequestType.Objection, null, culture, cancellationToken) : placed.Failure;
    }

    /// <summary>Contests security checks: they stop but for what protects others, until a human has decided.</summary>
    public async Task<Failure?> ObjectToChecksAsync(Guid userId, string? words, string culture, CancellationToken cancellationToken)
    {
        var placed = await book.RestrictAsync(userId, RestrictionGround.ObjectionPending, null, words, userId, cancellationToken);
        return placed.Succeeded ? await FileAsync(userId, RequestType.Restriction, words, culture, cancellationToken) : placed.Failure;
    }

    /// <summary>The person wants a human to look at a decision.</summary>
    public async Task<Failure?> AskPersonAsync(Guid decisionId, Guid userId, string? view, string culture, CancellationToken cancellationToken)
    {
        if (await decisions.AskAsync(decisionId, userId, view, cancellationToken) is { } failure)
        {
            return failure;
        }

        var filed = await requests.FileAsync(New(userId, RequestType.AutomatedReview, view, culture) with { IsDoneByCaller = true }, cancellationToken);
        return filed.Failure;
    }

    /// <summary>A member of staff decides anew. It answers the person's requests for it as well.</summary>
    public async Task<Failure?> ReviewAsync(DecisionRow decision, ReviewOutcome outcome, string reasons, Guid by, CancellationToken cancellationToken)
    {
        if (await decisions.ReviewAsync(decision.Id, outcome, reasons, by, cancellationToken) is { } failure)
        {
            return failure;
        }

        List<Guid> open;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await letters.ReviewedAsync(db, decision, outcome, reasons, cancellationToken);
            var lines = db.RequestLines;
            open = await db.DataSubjectRequests.Where(r => r.UserId == decision.UserId && r.EndedAt == null && r.AnsweredAt == null)
                .Where(r => lines.Any(l => l.RequestId == r.Id && l.Type == RequestType.AutomatedReview && l.Outcome == null))
                .Select(r => r.Id).ToListAsync(cancellationToken);
        }

        letters.Nudge();
        var said = outcome == ReviewOutcome.Reversed
            ? new Bilingual($"Bir çalışanımız otomatik kararı inceledi ve geri aldı. Gerekçe: {reasons}", $"A member of our staff looked at the automated decision and reversed it. The reasons: {reasons}")
            : new Bilingual($"Bir çalışanımız otomatik kararı inceledi; karar geçerliliğini koruyor. Gerekçe: {reasons}", $"A member of our staff looked at the automated decision; it stands. The reasons: {reasons}");
        foreach (var request in open)
        {
            await requests.RecordEvidenceAsync(request, RequestType.AutomatedReview, new Evidence(EvidenceKind.Reviewer, $"{by}"), cancellationToken);
            await requests.RecordEvidenceAsync(
                request, RequestType.AutomatedReview, new Evidence(EvidenceKind.Decision, outcome.ToString().ToLowerInvariant(), said), cancellationToken);
        }

        return null;
    }

    /// <summary>Tells the person, with the reason, that a restriction ends in three days.</summary>
    public async Task<Failure?> AnnounceLiftAsync(MeasureRow measure, string reason, Guid by, CancellationToken cancellationToken)
    {
        if (await book.AnnounceLiftAsync(measure.Id, reason, by, cancellationToken) is { } failure)
        {
            return failure;
        }

        var announced = (await book.HistoryAsync(measure.UserId, cancellationToken)).Single(m => m.Id == measure.Id);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await letters.LiftAnnouncedAsync(db, measure.UserId, announced.LiftsAt!.Value, reason, cancellationToken);
        letters.Nudge();
        return null;
    }

    public async Task<Failure?> LiftAsync(MeasureRow measure, Guid by, CancellationToken cancellationToken)
    {
        if (await book.LiftAsync(measure.Id, by, cancellationToken) is { } failure)
        {
            return failure;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await letters.LiftedAsync(db, measure.UserId, cancellationToken);
        letters.Nudge();
        return null;
    }

    private async Task<Failure?> FileAsync(Guid userId, RequestType type, string? words, string culture, CancellationToken cancellationToken) =>
        (await requests.FileAsync(New(userId, type, words, culture), cancellationToken)).Failure;

    private static NewRequest New(Guid userId, RequestType type, string? words, string culture) => new(RequestChannel.Portal, [type])
    {
        UserId = userId, Words = words, Proven = IdentityLevel.Address, Culture = culture,
    };
}

/// <summary>Carries out the lines of requests that ask for restriction or objection, however they came in.</summary>
internal sealed class RightsFulfilment(
    IDbContextFactory<PortalDb> databases, IServiceProvider services, StandingBook book, Standings standings, RecipientsSeen recipients,
    RightsLetters letters) : IRequestFulfilment
{
    private static readonly Bilingual Restricted = new(
        "Verileriniz kısıtlandı: yalnızca saklanıyor. API çağrıları (siz açık kalmasını istemedikçe), yeni ücretlendirme, analiz ve otomatik denetimler durdu. Kısıtlama kaldırılmadan en az üç gün önce size haber veririz.",
        "Your data is restricted: it is only stored. API calls (unless you want them served), new charges, analysis and automated checks have stopped. We tell you at least three days before the restriction is lifted.");

    private static readonly Bilingual Objected = new(
        "Verileriniz artık hizmetin iyileştirilmesi ve analiz için kullanılmıyor. Faturalama ve kanuni yükümlülükler için işleme, itiraza konu olamaz ve sürer.",
        "Your data is no longer used for improvement and analysis. Processing for billing and legal duties cannot be objected to and goes on.");

    public IReadOnlyCollection<RequestType> Types { get; } = [RequestType.Restriction, RequestType.Objection];

    public Task StartAsync(StartedLine line, CancellationToken cancellationToken) =>
        line.Type == RequestType.Restriction ? RestrictAsync(line, cancellationToken) : ObjectAsync(line, cancellationToken);

    private async Task RestrictAsync(StartedLine line, CancellationToken cancellationToken)
    {
        var inForce = (await book.HistoryAsync(line.UserId, cancellationToken)).FirstOrDefault(m => m is { Kind: MeasureKind.Restriction, EndedAt: null });
        var id = inForce?.Id
            ?? (await book.RestrictAsync(line.UserId, RestrictionGround.AccuracyContested, null, null, line.OwnerId ?? line.UserId, cancellationToken)).Value;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await letters.RestrictedAsync(db, line.UserId, cancellationToken);
        }

        letters.Nudge();
        var requests = services.GetRequiredService<DataSubjectRequests>();      // it knows us
        await requests.AddRecipientTasksAsync(line.RequestId, await ToTellAsync(line.UserId, cancellationToken), cancellationToken);
        await requests.RecordEvidenceAsync(
            line.RequestId, line.Type, new Evidence(EvidenceKind.RestrictionFlag, $"{id:N}", Restricted), cancellationToken);
        await requests.RecordEvidenceAsync(line.RequestId, line.Type, new Evidence(EvidenceKind.EffectSnapshot, Effects(line.UserId)), cancellationToken);
    }

    private async Task ObjectAsync(StartedLine line, CancellationToken cancellationToken)
    {
        await book.ObjectAsync(line.UserId, cancellationToken);
        await services.GetRequiredService<DataSubjectRequests>().RecordEvidenceAsync(
            line.RequestId, line.Type, new Evidence(EvidenceKind.Decision, "upheld", Objected), cancellationToken);
    }

    private async Task<IReadOnlyCollection<RecipientToTell>> ToTellAsync(Guid userId, CancellationToken cancellationToken)
    {
        var numbers = (await services.GetRequiredService<IPersonScopes>().OfAsync(userId, cancellationToken)).AccountNumbers;
        return [.. (await recipients.OfAsync(numbers, cancellationToken)).Select(s => new RecipientToTell($"{s.Recipient.Id}", s.Recipient.Name, "restrict"))];
    }

    // What the gate lets through now, purpose by purpose.
    private string Effects(Guid userId)
    {
        var standing = standings.Of(userId);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', Enum.GetValues<Purpose>().Select(purpose => $"{purpose}={standing.Allows(purpose)}")))));
    }
}
