using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>A package as its person sees it.</summary>
internal sealed record PackageRow(
    Guid Id, string RequestNumber, PackageScope Scope, PackageState State, DateTimeOffset AskedAt, DateTimeOffset? EndsAt, int DownloadsLeft,
    long Bytes);

/// <summary>Takes people's wishes for a copy of their data, lists what there is, and hands it out to nobody but them.</summary>
internal sealed class PackageDesk(
    IDbContextFactory<PortalDb> databases, DataSubjectRequests requests, StepUp stepUp, AuditTrail audit, Vault vault, TimeProvider clock)
{
    public const int MostPerDay = 3;

    /// <summary>Files the request; the package follows within a minute or so.</summary>
    /// <returns><c>accounts.step_up_needed</c>, <c>packages.one_at_a_time</c> or <c>packages.daily_limit</c> where refused.</returns>
    public async Task<Outcome<FiledRequest>> AskAsync(
        ClaimsPrincipal user, PackageScope scope, string culture, CancellationToken cancellationToken)
    {
        if (!await stepUp.IsFreshAsync(user, cancellationToken))
        {
            return StepUp.Needed;
        }

        var rows = await ListAsync(user.UserId, cancellationToken);
        if (rows.Any(row => row.State is PackageState.Waiting))
        {
            return new Failure(FailureKind.Conflict, "packages.one_at_a_time", "A package is being made. Wait for it first.");
        }

        var dayAgo = clock.GetUtcNow() - TimeSpan.FromDays(1);
        if (rows.Count(row => row.AskedAt > dayAgo) >= MostPerDay)
        {
            return new Failure(FailureKind.TooMany, "packages.daily_limit", "{0} packages a day can be made. Try again tomorrow.", MostPerDay);
        }

        var type = scope is PackageScope.Portability ? RequestType.Portability : RequestType.Access;
        return await requests.FileAsync(
            new NewRequest(RequestChannel.Portal, [type]) { UserId = user.UserId, Proven = IdentityLevel.SteppedUp, Culture = culture },
            cancellationToken);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<PackageRow>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var packages = await db.Packages.AsNoTracking().Where(p => p.UserId == userId).ToListAsync(cancellationToken);
        return [.. packages.OrderByDescending(p => p.AskedAt).Select(p => new PackageRow(
            p.Id, p.RequestNumber, p.Scope, p.StateAt(now), p.AskedAt, p.EndsAt, Package.MostDownloads - p.Downloads, p.Bytes))];
    }

    /// <summary>Counts a download and writes it down. Another's package is as if it were not there.</summary>
    /// <returns><c>accounts.step_up_needed</c>, <c>packages.not_found</c> or <c>packages.ended</c> where refused.</returns>
    public async Task<Outcome<PackageRow>> OpenAsync(ClaimsPrincipal user, Guid id, CancellationToken cancellationToken)
    {
        if (!await stepUp.IsFreshAsync(user, cancellationToken))
        {
            return StepUp.Needed;
        }

        var found = (await ListAsync(user.UserId, cancellationToken)).FirstOrDefault(row => row.Id == id);
        if (found is null)
        {
            return new Failure(FailureKind.NotFound, "packages.not_found", "There is no such package.");
        }

        var (userId, now) = (user.UserId, clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (packages, oldest) = (db.Packages, now - Package.Life);
        var counted = found.State is not PackageState.Ready ? 0 : await packages
            .Where(p => p.Id == id && p.UserId == userId && p.Downloads < Package.MostDownloads && p.ReadyAt > oldest && p.EmptiedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Downloads, p => p.Downloads + 1), cancellationToken);
        if (counted == 0)
        {
            return new Failure(FailureKind.Conflict, "packages.ended", "This package is not there any more. Ask for a new one.");
        }

        await audit.WriteAsync(
            db, new AuditNote("packages.downloaded", userId) { SubjectId = userId, Target = found.RequestNumber }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found;
    }

    /// <summary>Writes the ZIP, one piece after the other. Called after <see cref="OpenAsync"/> alone.</summary>
    public async Task CopyAsync(Guid userId, Guid packageId, Stream target, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var pieces = db.PackageParts.AsNoTracking().Where(p => p.PackageId == packageId).OrderBy(p => p.Number).Select(p => p.Content);
        await foreach (var content in pieces.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var plain = await vault.OpenBytesAsync(userId, content, Purpose.LegalObligation, cancellationToken);
            await target.WriteAsync(
                plain ?? throw new InvalidOperationException("A package's key was destroyed while it was read."), cancellationToken);
        }
    }
}
