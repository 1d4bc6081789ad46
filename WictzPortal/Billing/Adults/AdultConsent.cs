using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>
/// An adult's answer to an order of a member under 18: when, and by which link or which member. The address that a link went to is not here:
/// it stands in the mail alone, under a data key of the order's own, which is destroyed with the answer.
/// </summary>
internal sealed class AdultConsent
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    public const int MostLinks = 3;

    private AdultConsent() { }

    public AdultConsent(Guid orderId) => OrderId = orderId;

    [Personal(DataCategory.LegalAction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [PartOf(typeof(Order))]
    public Guid OrderId { get; private init; }

    /// <summary>Of the link that was mailed last.</summary>
    [NotPersonal("hash of a random secret")]
    public byte[]? SecretHash { get; private set; }

    [NotPersonal("count of links mailed")]
    public int Links { get; private set; }

    [NotPersonal("end of a link's life")]
    public DateTimeOffset? LinkEndsAt { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? AnsweredAt { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public bool? Agreed { get; private set; }

    /// <summary>The member who answered in the portal; null where a link did.</summary>
    [Personal(DataCategory.LegalAction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? AnsweredBy { get; private set; }

    /// <summary>A new link ends the one before.</summary>
    public void Mail(byte[] secretHash, DateTimeOffset now) => (SecretHash, Links, LinkEndsAt) = (secretHash, Links + 1, now + Lifetime);

    public void Answer(bool agreed, Guid? by, DateTimeOffset now) => (Agreed, AnsweredBy, AnsweredAt) = (agreed, by, now);

    internal sealed class Table : IEntityTypeConfiguration<AdultConsent>
    {
        public void Configure(EntityTypeBuilder<AdultConsent> consent)
        {
            consent.ToTable("adult_consents");
            consent.HasKey(c => c.OrderId);
            consent.Property(c => c.OrderId).ValueGeneratedNever();
            consent.HasIndex(c => c.SecretHash).IsUnique();
        }
    }
}

internal static class AdultConsentSet
{
    extension(PortalDb db)
    {
        public DbSet<AdultConsent> AdultConsents => db.Set<AdultConsent>();
    }
}
