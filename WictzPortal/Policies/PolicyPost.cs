using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Policies;

/// <summary>Tells everybody of significant changes by mail before they hold, and keeps for each person what became of it (B-37).</summary>
internal sealed class PolicyPost(
    IDbContextFactory<PortalDb> databases, Outbox outbox, Vault vault, PortalAddress address, IStringLocalizer<PoliciesText> T, TimeProvider clock)
{
    public const string Template = "policies.changed";
    private const int Batch = 200;

    // Whoever could not be told in time, because the job did not run, is told so long after a version began to hold.
    private static readonly TimeSpan Late = TimeSpan.FromDays(30);

    /// <summary>Queues what is missing and looks at what became of the rest. Safe to repeat. Returns how many people were told.</summary>
    public async Task<int> TellAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - Late;
        List<PolicyEntry> versions;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            versions = [.. (await db.PolicyVersions.AsNoTracking().Where(v => v.Significance == Significance.Significant && v.EffectiveAt > since)
                .ToListAsync(cancellationToken)).Select(v => v.ToEntry())];
        }

        var told = 0;
        foreach (var version in versions)
        {
            int count;
            do
            {
                count = await TellBatchAsync(version, cancellationToken);
                told += count;
            }
            while (count == Batch);
        }

        await FollowAsync(cancellationToken);
        return told;
    }

    /// <summary>How far a version's notices are.</summary>
    public async Task<NoticeCount> CountAsync(Guid versionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var states = await db.PolicyNotices.Where(n => n.VersionId == versionId).GroupBy(n => n.Delivery)
            .Select(same => new { State = same.Key, Count = same.Count() }).ToDictionaryAsync(row => row.State, row => row.Count, cancellationToken);
        return new NoticeCount(
            states.GetValueOrDefault(MailState.Sent), states.GetValueOrDefault(MailState.Failed), states.GetValueOrDefault(MailState.Queued));
    }

    // One transaction for mails and proof: nobody is written to twice, and nobody counts as told without a mail.
    private async Task<int> TellBatchAsync(PolicyEntry version, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (users, notices) = (db.Users, db.PolicyNotices);
        var people = await users.AsNoTracking()
            .Where(u => u.EmailConfirmed && u.CreatedAt < version.EffectiveAt && !notices.Any(n => n.VersionId == version.Id && n.UserId == u.Id))
            .OrderBy(u => u.Id).Take(Batch).ToListAsync(cancellationToken);
        if (people.Count == 0)
        {
            return 0;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var person in people)
        {
            notices.Add(new PolicyNotice(version.Id, person.Id, await MailAsync(db, version, person, cancellationToken), clock.GetUtcNow()));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Nudge();
        return people.Count;
    }

    /// <returns>The mail's number; 0 where there is no address left, which the outbox never knows.</returns>
    private async Task<long> MailAsync(PortalDb db, PolicyEntry version, PortalUser person, CancellationToken cancellationToken)
    {
        var email = await vault.OpenAsync(person.Id, person.SealedEmail, Purpose.LegalObligation, cancellationToken);
        if (email is null)
        {
            return 0;
        }

        var firstName = await vault.OpenAsync(person.Id, person.FirstName, Purpose.LegalObligation, cancellationToken) ?? "";
        var letter = Bilingual.In(person.Culture, () => Write(version, person.Culture, firstName));
        return await outbox.QueueAsync(db, person.Id, email, person.Culture, letter, cancellationToken);
    }

    private Letter Write(PolicyEntry version, string culture, string firstName)
    {
        var day = TimeZoneInfo.ConvertTime(version.EffectiveAt, CurrentUser.DefaultTimeZone).ToString("d MMMM yyyy", CultureInfo.CurrentCulture);
        var title = T[version.Kind.Title()].Value;
        return new Letter(
            Template, T["{0}: what changes on {1}", title, day], T["Hello {0},", firstName],
            [
                version.Summary(culture),
                T["The new version holds from {0} on. Nothing new begins before, and using the portal is not taken for consent.", day],
                T["If you do not want this, you can object to it, take consents back or close your account: {0}", address.Of("/privacy")],
            ],
            new(T["See what changes"], address.Of($"{version.Path}/changes")),
            T["Everybody with an account gets this mail, because the law and our own promise ask for it."]);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = await db.PolicyNotices.Where(n => n.Delivery == MailState.Queued).Select(n => n.MailNumber).ToListAsync(cancellationToken);
        foreach (var numbers in open.Distinct().Chunk(500))
        {
            var ends = (await outbox.DeliveriesAsync(db, numbers, cancellationToken)).ToDictionary(delivery => delivery.Number);
            var notices = await db.PolicyNotices.Where(n => n.Delivery == MailState.Queued && numbers.Contains(n.MailNumber)).ToListAsync(cancellationToken);
            foreach (var notice in notices)
            {
                // A mail that the outbox does not know any more was never sent.
                notice.Deliver(ends.GetValueOrDefault(notice.MailNumber) ?? new MailDelivery(notice.MailNumber, MailState.Failed, null));
            }

            await db.SaveChangesAsync(cancellationToken);
        }
    }
}

/// <summary>How many people a version's mail has reached, has failed to reach, and is still on its way to.</summary>
internal sealed record NoticeCount(int Sent, int Failed, int Waiting)
{
    public int All => Sent + Failed + Waiting;
}
