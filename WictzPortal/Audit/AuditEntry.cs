using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Audit;

/// <summary>Who did what to whom, when and why. Never changed; its hash covers the entry before it too.</summary>
internal sealed class AuditEntry
{
    public const int ActionLength = 60;
    public const int TargetLength = 100;

    private AuditEntry() { }

    /// <summary>1, 2, 3 …, without a gap.</summary>
    [NotPersonal("position in the trail")]
    public long Number { get; private init; }

    /// <summary>To the millisecond, which both databases keep.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset At { get; private init; }

    /// <summary>The person who acted; null for the portal itself.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid? ActorId { get; private init; }

    /// <summary>Such as <c>mail.opened</c>.</summary>
    [NotPersonal("what was done, from a closed list")]
    public string Action { get; private init; } = "";

    /// <summary>The user or account it was done to.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.UserOrAccount)]
    public Guid? SubjectId { get; private init; }

    /// <summary>The record it was done to, by its number or name.</summary>
    [NotPersonal("the number or name of a record of the portal")]
    public string? Target { get; private init; }

    /// <summary>Why personal data was looked at.</summary>
    [NotPersonal("one of a closed list")]
    public Purpose? StatedPurpose { get; private init; }

    /// <summary>In the actor's words; sealed under the subject's key, so that erasure reaches it and the chain stays whole.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed? Reason { get; private init; }

    [NotPersonal("a hash over the entry as stored and the one before it")]
    public byte[] Hash { get; private set; } = [];

    public static AuditEntry After(AuditHead head, AuditNote note, Sealed? reason, DateTimeOffset now)
    {
        var entry = new AuditEntry
        {
            Number = head.Number + 1,
            At = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
            ActorId = note.ActorId,
            Action = note.Action,
            SubjectId = note.SubjectId,
            Target = note.Target is { Length: > TargetLength } target ? target[..TargetLength] : note.Target,
            StatedPurpose = note.Purpose,
            Reason = reason,
        };
        entry.Hash = entry.HashAfter(head.Hash);
        return entry;
    }

    /// <summary>SHA-256 over the previous hash and every stored property, each behind its length.</summary>
    public byte[] HashAfter(byte[] previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Append(hash, Number);
        Append(hash, At.ToUnixTimeMilliseconds());
        Append(hash, ActorId?.ToByteArray(bigEndian: true));
        Append(hash, Encoding.UTF8.GetBytes(Action));
        Append(hash, SubjectId?.ToByteArray(bigEndian: true));
        Append(hash, Target is null ? null : Encoding.UTF8.GetBytes(Target));
        Append(hash, StatedPurpose is null ? -1 : (long)StatedPurpose);
        Append(hash, Reason?.Bytes);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, byte[]? value)
    {
        Append(hash, value?.Length ?? -1);
        hash.AppendData(value ?? []);
    }

    internal sealed class Table : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> entry)
        {
            entry.ToTable("audit_entries");
            entry.HasKey(e => e.Number);
            entry.Property(e => e.Number).ValueGeneratedNever();
            entry.Property(e => e.Action).HasMaxLength(ActionLength);
            entry.Property(e => e.Target).HasMaxLength(TargetLength);
            entry.HasIndex(e => e.SubjectId);
            entry.HasIndex(e => e.ActorId);
            entry.HasIndex(e => e.Target);
        }
    }
}

/// <summary>The trail's last entry. Its seal needs a key that is not in the database, so a trail that was cut cannot be passed off as whole.</summary>
internal sealed class AuditHead
{
    public const int OnlyId = 1;

    private AuditHead() { }

    [NotPersonal("there is one row")]
    public int Id { get; private init; } = OnlyId;

    [NotPersonal("position in the trail")]
    public long Number { get; private set; }

    [NotPersonal("a hash")]
    public byte[] Hash { get; private set; } = [];

    [NotPersonal("a keyed hash")]
    public byte[] Seal { get; private set; } = [];

    public void MoveTo(AuditEntry entry, byte[] key) =>
        (Number, Hash, Seal) = (entry.Number, entry.Hash, AuditSeal.Of(key, entry.Number, entry.Hash));

    internal sealed class Table : IEntityTypeConfiguration<AuditHead>
    {
        public void Configure(EntityTypeBuilder<AuditHead> head)
        {
            head.ToTable("audit_head");
            head.Property(h => h.Id).ValueGeneratedNever();
            head.HasData(new { Id = OnlyId, Number = 0L, Hash = Array.Empty<byte>(), Seal = Array.Empty<byte>() });
        }
    }
}

/// <summary>Where the trail stood at one time: the point from which it can be verified once older entries are deleted.</summary>
internal sealed class AuditAnchor
{
    private AuditAnchor() { }

    [NotPersonal("position in the trail")]
    public long Number { get; private init; }

    [NotPersonal("when the trail was anchored")]
    public DateTimeOffset At { get; private init; }

    [NotPersonal("a hash")]
    public byte[] Hash { get; private init; } = [];

    [NotPersonal("a keyed hash")]
    public byte[] Seal { get; private init; } = [];

    public static AuditAnchor Of(AuditHead head, DateTimeOffset now) => new() { Number = head.Number, At = now, Hash = head.Hash, Seal = head.Seal };

    internal sealed class Table : IEntityTypeConfiguration<AuditAnchor>
    {
        public void Configure(EntityTypeBuilder<AuditAnchor> anchor)
        {
            anchor.ToTable("audit_anchors");
            anchor.HasKey(a => a.Number);
            anchor.Property(a => a.Number).ValueGeneratedNever();
        }
    }
}

/// <summary>Seals a point of the trail under a key of the key store, which a copy of the database lacks.</summary>
internal static class AuditSeal
{
    public const string KeyName = "audit";

    public static byte[] Of(byte[] key, long number, byte[] hash)
    {
        Span<byte> point = stackalloc byte[sizeof(long) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(point, number);
        hash.CopyTo(point[sizeof(long)..]);
        return HMACSHA256.HashData(key, point);
    }

    public static bool Fits(byte[] key, long number, byte[] hash, byte[] seal) =>
        hash.Length == SHA256.HashSizeInBytes && CryptographicOperations.FixedTimeEquals(Of(key, number, hash), seal);
}

internal static class AuditSets
{
    extension(PortalDb db)
    {
        public DbSet<AuditEntry> AuditEntries => db.Set<AuditEntry>();

        public DbSet<AuditHead> AuditHeads => db.Set<AuditHead>();

        public DbSet<AuditAnchor> AuditAnchors => db.Set<AuditAnchor>();
    }
}
