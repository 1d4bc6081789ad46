using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Policies;

/// <summary>A published version of a document.</summary>
/// <param name="Number">Such as 2.0.0.</param>
/// <param name="Significance">Null for the first version.</param>
/// <param name="InventoryHash">Of the inventory of personal data that it was written from.</param>
public sealed record PolicyEntry(
    Guid Id, PolicyKind Kind, string Number, DateTimeOffset PublishedAt, DateTimeOffset EffectiveAt, Significance? Significance,
    string SummaryTr, string SummaryEn, string HashTr, string HashEn, string InventoryHash)
{
    /// <summary>SHA-256 of the text in a language.</summary>
    public string Hash(string language) => language == "tr" ? HashTr : HashEn;

    public string Summary(string language) => language == "tr" ? SummaryTr : SummaryEn;

    /// <summary>Where it stays for good.</summary>
    public string Path => $"/legal/{Kind.Slug()}/{Number}";
}

/// <summary>The published documents: which one holds now, which held before, and what they tell.</summary>
public sealed class PolicyShelf(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The version that holds now; null where there is none, as before the operator's first terms of use.</summary>
    public async Task<PolicyEntry?> CurrentAsync(PolicyKind kind, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Entries(InEffect(db, kind)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The version that is published and does not hold yet.</summary>
    public async Task<PolicyEntry?> ComingAsync(PolicyKind kind, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Entries(db.PolicyVersions.Where(v => v.Kind == kind && v.EffectiveAt > now)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Whether the privacy notice that holds now tells this. What is new stays switched off until then: a longer retention, a
    /// recipient of another type or country, a purpose.
    /// </summary>
    public async Task<bool> DisclosesAsync(PolicyFact fact, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var version = await InEffect(db, PolicyKind.Privacy).FirstOrDefaultAsync(cancellationToken);
        return version is not null && fact.IsToldBy(version.Facts);
    }

    /// <summary>All versions of a document, or of all; the newest first.</summary>
    internal async Task<IReadOnlyList<PolicyEntry>> ListAsync(PolicyKind? kind, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Entries(db.PolicyVersions.Where(v => kind == null || v.Kind == kind).OrderByDescending(v => v.PublishedAt)).ToListAsync(cancellationToken);
    }

    internal async Task<PolicyVersion?> FindAsync(PolicyKind kind, string number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Kind == kind && v.Number == number, cancellationToken);
    }

    /// <summary>The version published last, whether it holds already or not: what the next one is compared with.</summary>
    internal async Task<PolicyVersion?> LatestAsync(PolicyKind kind, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PolicyVersions.AsNoTracking().Where(v => v.Kind == kind).OrderByDescending(v => v.PublishedAt).FirstOrDefaultAsync(cancellationToken);
    }

    private IQueryable<PolicyVersion> InEffect(PortalDb db, PolicyKind kind)
    {
        var now = clock.GetUtcNow();
        return db.PolicyVersions.AsNoTracking().Where(v => v.Kind == kind && v.EffectiveAt <= now)
            .OrderByDescending(v => v.EffectiveAt).ThenByDescending(v => v.PublishedAt);
    }

    private static IQueryable<PolicyEntry> Entries(IQueryable<PolicyVersion> versions) => versions.Select(v => new PolicyEntry(
        v.Id, v.Kind, v.Number, v.PublishedAt, v.EffectiveAt, v.Significance, v.SummaryTr, v.SummaryEn, v.HashTr, v.HashEn, v.InventoryHash));
}
