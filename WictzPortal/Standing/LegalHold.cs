using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>The law that lets records be kept in spite of erasure. Numbers are stored: they never change.</summary>
public enum HoldBasis : byte
{
    /// <summary>KVKK 5/2-ç, GDPR 17(3)(b).</summary>
    LegalDuty = 1,

    /// <summary>KVKK 5/2-e, GDPR 17(3)(e).</summary>
    LegalClaims = 2,
}

/// <summary>Records that are kept from deletion for a case: the records, never a whole account.</summary>
internal sealed class LegalHold
{
    public const int CaseLength = 80;
    public const int ReasonLength = 500;

    private static readonly TimeSpan ReviewEvery = TimeSpan.FromDays(90);

    private LegalHold() { }

    public LegalHold(NewHold hold, Sealed @case, Sealed reason, DateTimeOffset now) =>
        (Case, Reason, Basis, UserId, ShownTo, OwnerId, IsSecretUntil, PlacedAt, ReviewAt) =
        (@case, reason, hold.Basis, hold.UserId, hold.IsSecretUntil is null ? hold.UserId : null, hold.OwnerId, hold.IsSecretUntil, now, now + ReviewEvery);

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>Whose records they are.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalClaims, LegalBasis.LegitimateInterest, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Secret)]
    public Guid UserId { get; private init; }

    /// <summary>The same person; null while a law forbids telling, so that no answer to the person finds the hold.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalClaims, LegalBasis.LegitimateInterest, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid? ShownTo { get; private set; }

    /// <summary>The case's reference, as a court or a lawyer gave it.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalClaims, LegalBasis.LegitimateInterest, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Secret)]
    public Sealed Case { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalClaims, LegalBasis.LegitimateInterest, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Secret)]
    public Sealed Reason { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalClaims, LegalBasis.LegitimateInterest, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public HoldBasis Basis { get; private init; }

    /// <summary>The member of staff who answers for it.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalClaims, LegalBasis.LegitimateInterest, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Secret)]
    public Guid OwnerId { get; private set; }

    /// <summary>Until then the person is not told, because a law forbids it.</summary>
    [SecretUntil]
    [NotPersonal("when a secrecy ends")]
    public DateTimeOffset? IsSecretUntil { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalClaims, LegalBasis.LegitimateInterest, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset PlacedAt { get; private init; }

    [NotPersonal("when a review is due")]
    public DateTimeOffset ReviewAt { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalClaims, LegalBasis.LegitimateInterest, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset? ReleasedAt { get; private set; }

    public void Review(Guid ownerId, DateTimeOffset now) => (OwnerId, ReviewAt) = (ownerId, now + ReviewEvery);

    public void EndSecrecy() => ShownTo = UserId;

    public void Release(DateTimeOffset now) => ReleasedAt = now;

    internal sealed class Table : IEntityTypeConfiguration<LegalHold>
    {
        public void Configure(EntityTypeBuilder<LegalHold> hold)
        {
            hold.ToTable("legal_holds");
            hold.Property(h => h.Id).ValueGeneratedNever();
            hold.HasIndex(h => h.UserId);
            hold.HasIndex(h => h.ReleasedAt);
        }
    }
}

/// <summary>One record under a hold, by its table and key.</summary>
internal sealed class HeldRow
{
    public const int NameLength = 120;

    private HeldRow() { }

    public HeldRow(Guid holdId, string table, string key) => (HoldId, Table, Key) = (holdId, table, key);

    [NotPersonal("id of a hold")]
    [PartOf(typeof(LegalHold))]
    public Guid HoldId { get; private init; }

    [NotPersonal("a table of the portal")]
    public string Table { get; private init; } = "";

    /// <summary>As <see cref="RowKey"/> writes it.</summary>
    [NotPersonal("the key of a record that says itself whose it is")]
    public string Key { get; private init; } = "";

    internal sealed class Configuration : IEntityTypeConfiguration<HeldRow>
    {
        public void Configure(EntityTypeBuilder<HeldRow> row)
        {
            row.ToTable("held_rows");
            row.HasKey(r => new { r.HoldId, r.Table, r.Key });
            row.Property(r => r.Table).HasMaxLength(NameLength);
            row.Property(r => r.Key).HasMaxLength(NameLength);
            row.HasIndex(r => r.Table);
        }
    }
}

internal static class HoldSets
{
    extension(PortalDb db)
    {
        public DbSet<LegalHold> LegalHolds => db.Set<LegalHold>();

        public DbSet<HeldRow> HeldRows => db.Set<HeldRow>();
    }
}
