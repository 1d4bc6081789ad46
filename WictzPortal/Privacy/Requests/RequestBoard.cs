using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>A request in a list: nothing of it is personal.</summary>
public sealed record RequestRow(
    Guid Id, string Number, IReadOnlyList<RequestType> Types, RequestChannel Channel, RequestState State, RequestOutcome? Outcome,
    DateOnly ReceivedOn, DateOnly DueOn, Guid? OwnerId, bool HasLetter);

/// <summary>What a request says and who asks, opened.</summary>
public sealed record OpenedRequest(Applicant Applicant, string? Words, int EarlierInYear);

/// <summary>Everything about one request that is not personal.</summary>
internal sealed record RequestDetails(
    RequestCase Case, RequestLetter? Letter, IReadOnlyList<AuthorityLetter> AuthorityLetters, IReadOnlyList<RequestDocument> Documents);

/// <summary>Shows requests: to the officers, and to whom they belong.</summary>
internal sealed class RequestBoard(IDbContextFactory<PortalDb> databases, RequestPost post, AuditTrail audit, Vault vault, TimeProvider clock)
{
    private static readonly RequestState[] Open = [.. Enum.GetValues<RequestState>().Where(state => state.IsOpen), RequestState.AuthorityComplaint];

    /// <summary>What is due first, first; or what has ended, the latest first.</summary>
    public async Task<(IReadOnlyList<RequestRow> Rows, int Total)> ListAsync(bool isOpen, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var chosen = db.DataSubjectRequests.AsNoTracking().Where(r => Open.Contains(r.State) == isOpen);
        var sorted = isOpen ? chosen.OrderBy(r => r.DueOn).ThenBy(r => r.Number) : chosen.OrderByDescending(r => r.Number);
        return (await RowsAsync(db, sorted.Skip(skip).Take(take), cancellationToken), await chosen.CountAsync(cancellationToken));
    }

    /// <summary>How many are open, due within five days, and late.</summary>
    public async Task<(int Open, int Near, int Late)> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var dues = await db.DataSubjectRequests.Where(r => Open.Contains(r.State)).Select(r => r.DueOn).ToListAsync(cancellationToken);
        var today = BusinessDays.DayOf(clock.GetUtcNow());
        return (dues.Count, dues.Count(due => due >= today && due <= today.AddDays(5)), dues.Count(due => due < today));
    }

    /// <summary>A person's own requests, the newest first.</summary>
    public async Task<IReadOnlyList<RequestRow>> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RowsAsync(
            db, db.DataSubjectRequests.AsNoTracking().Where(r => r.UserId == userId).OrderByDescending(r => r.Number), cancellationToken);
    }

    public async Task<RequestDetails?> FindAsync(string number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.DataSubjectRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Number == number, cancellationToken) is not { } request)
        {
            return null;
        }

        var id = request.Id;
        return new RequestDetails(
            await db.CaseOfAsync(request, cancellationToken),
            await db.RequestLetters.AsNoTracking().SingleOrDefaultAsync(l => l.RequestId == id, cancellationToken),
            await db.AuthorityLetters.AsNoTracking().Where(l => l.RequestId == id).OrderBy(l => l.ReceivedOn).ToListAsync(cancellationToken),
            await db.RequestDocuments.AsNoTracking().Where(d => d.RequestId == id).OrderBy(d => d.AddedAt).ToListAsync(cancellationToken));
    }

    /// <summary>Opens what is personal, for an officer who says why.</summary>
    public async Task<OpenedRequest?> OpenAsync(Guid id, Guid by, string reason, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var request = await db.DataSubjectRequests.AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        await NoteLookAsync(request, "privacy.request_opened", by, cancellationToken, reason);
        if (await post.ApplicantAsync(request, cancellationToken) is not { } applicant)
        {
            return null;
        }

        var (hash, since) = (request.AddressHash, request.ReceivedAt.AddYears(-1));
        return new OpenedRequest(
            applicant, await vault.OpenAsync(id, request.Words, Purpose.LegalObligation, cancellationToken),
            hash is null ? 0 : await db.DataSubjectRequests.CountAsync(
                r => r.AddressHash == hash && r.ReceivedAt >= since && r.ReceivedAt < request.ReceivedAt, cancellationToken));
    }

    /// <summary>Written before anything is shown.</summary>
    public Task NoteLookAsync(DataSubjectRequest request, string action, Guid by, CancellationToken cancellationToken, string? reason = null) =>
        audit.WriteAsync(new AuditNote(action, by)
        {
            SubjectId = request.UserId, Target = request.Number, Purpose = Purpose.LegalObligation, Reason = reason,
        }, cancellationToken);

    private static async Task<IReadOnlyList<RequestRow>> RowsAsync(
        PortalDb db, IQueryable<DataSubjectRequest> chosen, CancellationToken cancellationToken)
    {
        var requests = await chosen.ToListAsync(cancellationToken);
        var ids = requests.ConvertAll(r => r.Id);
        var lines = (await db.RequestLines.AsNoTracking().Where(l => ids.Contains(l.RequestId)).ToListAsync(cancellationToken)).ToLookup(l => l.RequestId);
        var letters = (await db.RequestLetters.Where(l => ids.Contains(l.RequestId)).Select(l => l.RequestId).ToListAsync(cancellationToken)).ToHashSet();
        return [.. requests.Select(r => new RequestRow(
            r.Id, r.Number, [.. lines[r.Id].Select(l => l.Type).Order()], r.Channel, r.State, r.Outcome, r.ReceivedOn, r.DueOn, r.OwnerId,
            letters.Contains(r.Id)))];
    }
}
