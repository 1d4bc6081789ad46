using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Mail;

namespace WictzPortal.Policies;

/// <summary>A change of a document, as one person sees it.</summary>
/// <param name="Changes">What the facts say about it.</param>
/// <param name="ToldAt">When the person was sent a mail about it; null where none was due.</param>
internal sealed record PolicyNewsRow(PolicyEntry Version, IReadOnlyList<FactChange> Changes, DateTimeOffset? ToldAt, MailState? Delivery);

/// <summary>A change that a person was told of and has not put away.</summary>
internal sealed record PolicyBannerRow(Guid NoticeId, PolicyEntry Version);

/// <summary>What changed in the documents for one person, and the banner about it.</summary>
internal sealed class PolicyNews(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The changes since the person is here, the newest first.</summary>
    public async Task<IReadOnlyList<PolicyNewsRow>> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var users = db.Users;
        var since = await users.Where(u => u.Id == userId).Select(u => (DateTimeOffset?)u.CreatedAt).SingleOrDefaultAsync(cancellationToken) ?? clock.GetUtcNow();
        var versions = await db.PolicyVersions.AsNoTracking().OrderByDescending(v => v.PublishedAt).ToListAsync(cancellationToken);
        var notices = await db.PolicyNotices.AsNoTracking().Where(n => n.UserId == userId).ToListAsync(cancellationToken);
        return
        [
            .. from version in versions
               where version.Significance is not null && (version.PublishedAt >= since || version.EffectiveAt >= since)
               let before = versions.First(v => v.Kind == version.Kind && v.PublishedAt < version.PublishedAt)
               let notice = notices.Find(n => n.VersionId == version.Id)
               select new PolicyNewsRow(version.ToEntry(), FactChange.Between(before.Facts, version.Facts), notice?.QueuedAt, notice?.Delivery),
        ];
    }

    /// <summary>The newest change that the person has not put away.</summary>
    public async Task<PolicyBannerRow?> BannerAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var notice = await db.PolicyNotices.AsNoTracking().Where(n => n.UserId == userId && n.DismissedAt == null)
            .OrderByDescending(n => n.QueuedAt).FirstOrDefaultAsync(cancellationToken);
        return notice is null ? null
            : new PolicyBannerRow(notice.Id, (await db.PolicyVersions.AsNoTracking().SingleAsync(v => v.Id == notice.VersionId, cancellationToken)).ToEntry());
    }

    /// <summary>Puts the person's own banner away. Another's is not touched.</summary>
    public async Task DismissAsync(Guid userId, Guid noticeId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.PolicyNotices.Where(n => n.Id == noticeId && n.UserId == userId && n.DismissedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.DismissedAt, now), cancellationToken);
    }
}
