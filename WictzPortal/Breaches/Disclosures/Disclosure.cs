using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>Where a disclosure stands. Numbers are stored: they never change.</summary>
public enum DisclosureState : byte
{
    Asked = 1,

    /// <summary>One of two has approved.</summary>
    HalfApproved = 2,
    Approved = 3,
    Refused = 4,
    Sent = 5,
}

/// <summary>Data of one person that an authority or a court wants: asked for by one of the staff, approved by two others, then sent.</summary>
internal sealed class Disclosure
{
    public const int AuthorityLength = 200;
    public const int DocumentLength = 80;
    public const int TextLength = 1000;

    private Disclosure() { }

    public Disclosure(NewDisclosure wanted, Sealed hiddenUserId, DateTimeOffset now) =>
        (UserId, HiddenUserId, Authority, DocumentNumber, LegalBasis, Purpose, Scope, SecretUntil, AskedBy, AskedAt) =
        (wanted.SecretUntil is null ? wanted.UserId : null, hiddenUserId, wanted.Authority, wanted.DocumentNumber, wanted.LegalBasis, wanted.Purpose,
            wanted.Scope, wanted.SecretUntil, wanted.AskedBy, now);

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>Whose data. Null while a law keeps it secret: until then no answer to the person finds the row.</summary>
    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid? UserId { get; private set; }

    /// <summary>The same, sealed under a key of the portal's own.</summary>
    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Secret)]
    public Sealed HiddenUserId { get; private init; }

    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Authority { get; private init; } = "";

    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string DocumentNumber { get; private init; } = "";

    /// <summary>The article of the law.</summary>
    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string LegalBasis { get; private init; } = "";

    /// <summary>A duty, or the protection of rights .</summary>
    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Purpose Purpose { get; private init; }

    /// <summary>Which data.</summary>
    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Scope { get; private init; } = "";

    [NotPersonal("when a secrecy ends")]
    public DateTimeOffset? SecretUntil { get; private init; }

    [NotPersonal("a state")]
    public DisclosureState State { get; private set; } = DisclosureState.Asked;

    [NotPersonal("who of the staff asked")]
    public Guid AskedBy { get; private init; }

    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset AskedAt { get; private init; }

    [NotPersonal("who of the staff approved first")]
    public Guid? FirstApprover { get; private set; }

    [NotPersonal("who of the staff approved second, or refused")]
    public Guid? SecondApprover { get; private set; }

    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>SHA-256 of what was sent.</summary>
    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string? SentHash { get; private set; }

    /// <summary>When the person was told.</summary>
    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? ToldAt { get; private set; }

    [Personal(DataCategory.LegalAction, Kernel.Purpose.LegalObligation, Kernel.LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string? NotToldBecause { get; private set; }

    public void Approve(Guid by)
    {
        if (State == DisclosureState.Asked)
        {
            (State, FirstApprover) = (DisclosureState.HalfApproved, by);
        }
        else
        {
            (State, SecondApprover) = (DisclosureState.Approved, by);
        }
    }

    public void Refuse(Guid by) => (State, SecondApprover) = (DisclosureState.Refused, by);

    public void Send(string hash, DateTimeOffset? toldAt, string? notToldBecause, DateTimeOffset now) =>
        (State, SentAt, SentHash, ToldAt, NotToldBecause) = (DisclosureState.Sent, now, hash, toldAt, notToldBecause);

    public void EndSecrecy(Guid userId) => UserId = userId;

    internal sealed class Table : IEntityTypeConfiguration<Disclosure>
    {
        public void Configure(EntityTypeBuilder<Disclosure> disclosure)
        {
            disclosure.ToTable("disclosures");
            disclosure.Property(d => d.Id).ValueGeneratedNever();
            disclosure.Property(d => d.Authority).HasMaxLength(AuthorityLength);
            disclosure.Property(d => d.DocumentNumber).HasMaxLength(DocumentLength);
            disclosure.Property(d => d.LegalBasis).HasMaxLength(AuthorityLength);
            disclosure.Property(d => d.Scope).HasMaxLength(TextLength);
            disclosure.Property(d => d.SentHash).HasMaxLength(64);
            disclosure.Property(d => d.NotToldBecause).HasMaxLength(TextLength);
            disclosure.HasIndex(d => d.UserId);
        }
    }
}

/// <summary>A disclosure that is asked for.</summary>
/// <param name="Purpose"><see cref="Purpose.LegalObligation"/>, or <see cref="Purpose.LegalClaims"/>.</param>
public sealed record NewDisclosure(Guid UserId, string Authority, string DocumentNumber, string LegalBasis, Purpose Purpose, string Scope, Guid AskedBy)
{
    /// <summary>Until then a law forbids telling the person.</summary>
    public DateTimeOffset? SecretUntil { get; init; }
}

internal static class DisclosureSet
{
    extension(PortalDb db)
    {
        public DbSet<Disclosure> Disclosures => db.Set<Disclosure>();
    }
}
