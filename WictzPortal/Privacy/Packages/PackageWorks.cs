using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Quartz;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>Makes the packages that are waited for, tells their people, and throws away what has had its days.</summary>
[QuartzJob(Description = "Makes the data packages that people asked for, and deletes them after seven days."), CronTrigger("5/10 * * * * ?")]
[DisallowConcurrentExecution, ForPurpose(Purpose.LegalObligation)]
internal sealed class PackagesJob(PackageWorks works) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice and on several nodes. Returns the number of packages made.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var made = await works.MakeDueAsync(cancellationToken);
        await works.ReportAsync(cancellationToken);
        await works.EmptyAsync(cancellationToken);
        return made;
    }
}

/// <summary>The steps of a package's life that nobody waits for on a page.</summary>
internal sealed partial class PackageWorks(
    IDbContextFactory<PortalDb> databases, PackageBuilder builder, DataSubjectRequests requests, PackageMail mail, AuditTrail audit,
    TimeProvider clock, ILogger<PackageWorks> log)
{
    private static readonly TimeSpan Claim = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    public async Task<int> MakeDueAsync(CancellationToken cancellationToken)
    {
        var made = 0;
        foreach (var id in await DueAsync(cancellationToken))
        {
            made += await ClaimAsync(id, clock.GetUtcNow() + Claim, cancellationToken) && await MakeAsync(id, cancellationToken) ? 1 : 0;
        }

        return made;
    }

    /// <summary>Gives the requests their evidence: the package's hash, and the mail that told of it.</summary>
    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var package in await db.Packages.Where(p => p.ReadyAt != null && p.ReportedAt == null).ToListAsync(cancellationToken))
        {
            await requests.RecordEvidenceAsync(
                package.RequestId, package.Type, new Evidence(EvidenceKind.PackageHash, package.ManifestHash, mail.Says(package)),
                cancellationToken);
            await requests.RecordEvidenceAsync(
                package.RequestId, package.Type, new Evidence(EvidenceKind.Delivery, $"package {package.Id}"), cancellationToken);
            package.Report(clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>Deletes the content of packages whose seven days are over.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (now, parts) = (clock.GetUtcNow(), db.PackageParts);
        var oldest = now - Package.Life;
        foreach (var package in await db.Packages.Where(p => p.ReadyAt <= oldest && p.EmptiedAt == null).ToListAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await parts.Where(p => p.PackageId == package.Id).ExecuteDeleteAsync(cancellationToken);
            package.Empty(now);
            await audit.WriteAsync(
                db, new AuditNote("packages.expired", null) { SubjectId = package.UserId, Target = package.RequestNumber }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Packages
            .Where(p => p.ReadyAt == null && p.Tries < Package.MostTries && (p.ClaimedUntil == null || p.ClaimedUntil <= now))
            .OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(cancellationToken);
    }

    // The condition is in the write: of two nodes one gets it.
    private async Task<bool> ClaimAsync(Guid id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var packages = db.Packages;
        var claimed = await packages.Where(p => p.Id == id && p.ReadyAt == null && (p.ClaimedUntil == null || p.ClaimedUntil <= now)).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.ClaimedUntil, until).SetProperty(p => p.Tries, p => p.Tries + 1), cancellationToken);
        return claimed == 1;
    }

    private async Task<bool> MakeAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var package = await db.Packages.SingleAsync(p => p.Id == id, cancellationToken);
        try
        {
            package.Finish(await builder.BuildAsync(package, cancellationToken), clock.GetUtcNow());
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // One person's trouble must not keep the others waiting.
            LogFailed(fault, package.RequestNumber, package.Tries);
            package.TryAgainAt(clock.GetUtcNow() + Pause);
            await db.SaveChangesAsync(cancellationToken);
            return false;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await audit.WriteAsync(
            db, new AuditNote("packages.made", null) { SubjectId = package.UserId, Target = package.RequestNumber }, cancellationToken);
        await mail.QueueAsync(db, package, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mail.Nudge();
        return true;
    }

    [LoggerMessage(LogLevel.Error, "The package for request {Number} could not be made; try {Try}.")]
    private partial void LogFailed(Exception fault, string number, int @try);
}

/// <summary>Tells a person that the package is there. The mail holds a link, never the data.</summary>
internal sealed class PackageMail(Vault vault, Outbox outbox, PortalAddress address, IStringLocalizer<PrivacyText> T)
{
    public const string Template = "packages.ready";

    /// <summary>In the caller's transaction; call <see cref="Nudge"/> after the commit.</summary>
    public async Task QueueAsync(PortalDb db, Package package, CancellationToken cancellationToken)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == package.UserId, cancellationToken);
        if (user is not null && await vault.OpenAsync(user.Id, user.SealedEmail, Purpose.LegalObligation, cancellationToken) is { } email)
        {
            var name = await vault.OpenAsync(user.Id, user.FirstName, Purpose.LegalObligation, cancellationToken) ?? "";
            var letter = Policies.Bilingual.In(user.Culture, () => Letter(package, name));
            await outbox.QueueAsync(db, user.Id, email, user.Culture, letter, cancellationToken);
        }
    }

    public void Nudge() => outbox.Nudge();

    /// <summary>What the answer to the request tells of it.</summary>
    public Bilingual Says(Package package)
    {
        var (turkish, english) = Policies.Bilingual.Write(() => T[
            "The copy of your data was made on {0:d MMMM yyyy}. You download it in the portal until {1:d MMMM yyyy}. SHA-256 of its manifest: {2}.",
            package.ReadyAt!.Value, package.EndsAt!.Value, package.ManifestHash]);
        return new Bilingual(turkish, english);
    }

    private Letter Letter(Package package, string firstName) => new(
        Template, T["Your data is ready"], T["Hello {0},", firstName],
        [
            T["The copy of your data that you asked for with request {0} is ready.", package.RequestNumber],
            T[
                "You can download it {0} times until {1:d MMMM yyyy}. Before that we ask you once more to confirm that it is you.",
                Package.MostDownloads, package.EndsAt!.Value],
        ],
        new LetterButton(T["Open in the portal"], address.Of(PackageEndpoints.Page)),
        T["You get this mail because somebody signed in as you asked for it. If it was not you, change your password."]);
}
