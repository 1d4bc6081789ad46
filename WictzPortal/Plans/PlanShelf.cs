using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Plans;

/// <summary>Tells what plans there are, and what each costs and grants at any time.</summary>
public sealed class PlanShelf
{
    private readonly IDbContextFactory<PortalDb> _databases;

    internal PlanShelf(IDbContextFactory<PortalDb> databases) => _databases = databases;

    /// <summary>What can be bought at an instant, in the order of the price page.</summary>
    public async Task<IReadOnlyList<PricedPlan>> OfferedAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var plans = await db.Plans.AsNoTracking().Where(p => p.State == PlanState.Offered).ToListAsync(cancellationToken);
        var offered = new List<PricedPlan>(plans.Count);
        foreach (var plan in plans.OrderBy(p => p.Position).ThenBy(p => p.Code, StringComparer.Ordinal))
        {
            if (await AtAsync(db, plan.Id, at, cancellationToken) is { } version)
            {
                offered.Add(new PricedPlan(plan.ToFacts(), version));
            }
        }

        return offered;
    }

    /// <summary>What a plan sells at an instant; null when it is not offered then.</summary>
    public async Task<PricedPlan?> OfferedAsync(PortalDb db, Guid planId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var plan = await db.Plans.AsNoTracking().SingleOrDefaultAsync(p => p.Id == planId && p.State == PlanState.Offered, cancellationToken);
        return plan is not null && await AtAsync(db, planId, at, cancellationToken) is { } version ? new PricedPlan(plan.ToFacts(), version) : null;
    }

    /// <summary>A version that was sold or offered at some time; null for an id that is none's.</summary>
    public async Task<PricedPlan?> FindAsync(PortalDb db, Guid versionId, CancellationToken cancellationToken)
    {
        var version = await db.PlanVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken);
        return version is null ? null : new PricedPlan(
            (await db.Plans.AsNoTracking().SingleAsync(p => p.Id == version.PlanId, cancellationToken)).ToFacts(), version.ToFacts());
    }

    /// <inheritdoc cref="FindAsync(PortalDb, Guid, CancellationToken)" />
    public async Task<PricedPlan?> FindAsync(Guid versionId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, versionId, cancellationToken);
    }

    /// <summary>Every plan, in the order of the price page, with the version in force at an instant.</summary>
    public async Task<IReadOnlyList<PlanRow>> ListAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var plans = await db.Plans.AsNoTracking().ToListAsync(cancellationToken);
        var subscribers = await SubscribersAsync(db, cancellationToken);
        var rows = new List<PlanRow>(plans.Count);
        foreach (var plan in plans.OrderBy(p => p.Position).ThenBy(p => p.Code, StringComparer.Ordinal))
        {
            var version = await AtAsync(db, plan.Id, at, cancellationToken);
            rows.Add(new PlanRow(plan.ToFacts(), version, subscribers.Where(s => s.PlanId == plan.Id).Sum(s => s.Count)));
        }

        return rows;
    }

    /// <summary>A plan with all its versions, the newest first; null for an id that is none's.</summary>
    public async Task<PlanDetails?> DetailsAsync(Guid planId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await db.Plans.AsNoTracking().SingleOrDefaultAsync(p => p.Id == planId, cancellationToken) is not { } plan)
        {
            return null;
        }

        var versions = await db.PlanVersions.AsNoTracking().Where(v => v.PlanId == planId).OrderByDescending(v => v.ValidFrom).ToListAsync(cancellationToken);
        var subscribers = await SubscribersAsync(db, cancellationToken);
        return new PlanDetails(
            plan.ToFacts(),
            [.. versions.Select(v => new PlanVersionRow(v.ToFacts(), subscribers.Where(s => s.VersionId == v.Id).Sum(s => s.Count)))]);
    }

    internal static async Task<PlanVersionFacts?> AtAsync(PortalDb db, Guid planId, DateTimeOffset at, CancellationToken cancellationToken) =>
        (await db.PlanVersions.AsNoTracking().Where(v => v.PlanId == planId && v.ValidFrom <= at).OrderByDescending(v => v.ValidFrom)
            .FirstOrDefaultAsync(cancellationToken))?.ToFacts();

    private static Task<List<Subscribers>> SubscribersAsync(PortalDb db, CancellationToken cancellationToken) =>
        db.Subscriptions.Where(Subscription.IsLive).GroupBy(s => new { s.PlanId, s.VersionId })
            .Select(g => new Subscribers(g.Key.PlanId, g.Key.VersionId, g.Count())).ToListAsync(cancellationToken);

    private sealed record Subscribers(Guid PlanId, Guid VersionId, int Count);
}

/// <summary>A plan in the operator's list.</summary>
/// <param name="Version">In force now; null while none is.</param>
public sealed record PlanRow(PlanFacts Plan, PlanVersionFacts? Version, int Subscribers);

/// <summary>A version in the operator's list, and how many accounts have it now.</summary>
public sealed record PlanVersionRow(PlanVersionFacts Version, int Subscribers);

/// <summary>A plan with all its versions, the newest first.</summary>
public sealed record PlanDetails(PlanFacts Plan, IReadOnlyList<PlanVersionRow> Versions);
