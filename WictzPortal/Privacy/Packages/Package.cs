using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Which of the two answers a package is. Numbers are stored: they never change.</summary>
public enum PackageScope : byte
{
    /// <summary>What the person gave us or made by using the portal (GDPR art. 20).</summary>
    Portability = 1,

    /// <summary>All of it, and all that is to be told about it (KVKK art. 11, GDPR art. 15).</summary>
    Access = 2,
}

/// <summary>Where a package stands.</summary>
public enum PackageState
{
    Waiting,
    Ready,

    /// <summary>It could not be made; the request goes on by hand.</summary>
    Failed,

    /// <summary>Its days or downloads are used up. Its content is deleted.</summary>
    Ended,
}

/// <summary>A copy of a person's data, made for one request. Its content is in <see cref="PackagePart"/>s.</summary>
internal sealed class Package
{
    public const int MostDownloads = 5;
    public const int MostTries = 3;
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private Package() { }

    public Package(Guid userId, Guid requestId, string requestNumber, RequestType type, DateTimeOffset now) =>
        (UserId, RequestId, RequestNumber, Type, AskedAt) = (userId, requestId, requestNumber, type, now);

    [NotPersonal("random id of a package")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Subject(SubjectKind.User)]
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public Guid UserId { get; private init; }

    [NotPersonal("id of a request")]
    public Guid RequestId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public string RequestNumber { get; private init; } = "";

    /// <summary>The line of the request that it answers.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public RequestType Type { get; private init; }

    [KeptFrom(RetentionRule.Log90)]
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>Until then a node is at work on it.</summary>
    [NotPersonal("time of a program's work")]
    public DateTimeOffset? ClaimedUntil { get; private set; }

    [NotPersonal("a count of tries")]
    public int Tries { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset? ReadyAt { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public int Downloads { get; private set; }

    [NotPersonal("size of a file")]
    public long Bytes { get; private set; }

    /// <summary>SHA-256 of the manifest, which names the hash of every file.</summary>
    [NotPersonal("a hash of hashes")]
    public string ManifestHash { get; private set; } = "";

    /// <summary>When the request got its evidence.</summary>
    [NotPersonal("time of a program's work")]
    public DateTimeOffset? ReportedAt { get; private set; }

    /// <summary>When its content was deleted.</summary>
    [NotPersonal("time of a deletion")]
    public DateTimeOffset? EmptiedAt { get; private set; }

    public PackageScope Scope => Type is RequestType.Portability ? PackageScope.Portability : PackageScope.Access;

    public DateTimeOffset? EndsAt => ReadyAt + Life;

    public PackageState StateAt(DateTimeOffset now) => this switch
    {
        { ReadyAt: null, Tries: >= MostTries } when ClaimedUntil is null || ClaimedUntil <= now => PackageState.Failed,
        { ReadyAt: null } => PackageState.Waiting,
        { EmptiedAt: not null } or { Downloads: >= MostDownloads } => PackageState.Ended,
        _ => EndsAt <= now ? PackageState.Ended : PackageState.Ready,
    };

    public void Finish(PackedFile made, DateTimeOffset now) =>
        (ReadyAt, ClaimedUntil, Bytes, ManifestHash) = (now, null, made.Bytes, made.ManifestHash);

    public void TryAgainAt(DateTimeOffset at) => ClaimedUntil = at;

    public void Report(DateTimeOffset now) => ReportedAt = now;

    public void Empty(DateTimeOffset now) => EmptiedAt = now;

    internal sealed class Table : IEntityTypeConfiguration<Package>
    {
        public void Configure(EntityTypeBuilder<Package> package)
        {
            package.ToTable("packages");
            package.Ignore(p => p.Scope);
            package.Ignore(p => p.EndsAt);
            package.Property(p => p.RequestNumber).HasMaxLength(20);
            package.Property(p => p.ManifestHash).HasMaxLength(64);
            package.HasIndex(p => new { p.RequestId, p.Type }).IsUnique();
            package.HasIndex(p => p.UserId);
        }
    }
}

/// <summary>A piece of a package's ZIP, sealed under the person's own data key: whoever shreds that shreds the packages too.</summary>
internal sealed class PackagePart
{
    private PackagePart() { }

    public PackagePart(Guid packageId, int number, Sealed content) => (PackageId, Number, Content) = (packageId, number, content);

    [PartOf(typeof(Package))]
    [NotPersonal("id of a package")]
    public Guid PackageId { get; private init; }

    [NotPersonal("order of pieces")]
    public int Number { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Log90, ErasureMethod.Shred, ExportScope.Secret)]
    public Sealed Content { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<PackagePart>
    {
        public void Configure(EntityTypeBuilder<PackagePart> part)
        {
            part.ToTable("package_parts");
            part.HasKey(p => new { p.PackageId, p.Number });
        }
    }
}

/// <summary>What a finished package is.</summary>
internal sealed record PackedFile(long Bytes, string ManifestHash);

internal static class PackageSets
{
    extension(PortalDb db)
    {
        public DbSet<Package> Packages => db.Set<Package>();

        public DbSet<PackagePart> PackageParts => db.Set<PackagePart>();
    }
}
