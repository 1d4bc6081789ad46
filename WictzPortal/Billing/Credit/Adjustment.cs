using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Numbers are stored: they never change.</summary>
internal enum AdjustmentState : byte
{
    /// <summary>For a second member of staff.</summary>
    Waiting = 1,
    Posted = 2,
    Refused = 3,
}

/// <summary>A correction of a customer's money by billing staff, with the reason that the customer reads.</summary>
internal sealed class Adjustment
{
    public const int NoteLength = 500;

    private Adjustment() { }

    public Adjustment(NewAdjustment adjustment, Guid proposedBy, DateTimeOffset now) =>
        (Id, AccountNumber, Amount, Purse, Reason, InternalNote, ProposedBy, ProposedAt, State) = (
            adjustment.Id, adjustment.AccountNumber, adjustment.Amount, adjustment.Purse, adjustment.Reason, adjustment.InternalNote, proposedBy, now,
            AdjustmentState.Waiting);

    /// <summary>Chosen by the page that makes it, so that a double click makes one.</summary>
    [NotPersonal("random id of an adjustment")]
    public Guid Id { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    /// <summary>Below zero takes.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Money Amount { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public PurseKind Purse { get; private init; }

    /// <summary>What the customer reads beside the movement.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string Reason { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string InternalNote { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public AdjustmentState State { get; private set; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Billing, LegalBasis.LegitimateInterest, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid ProposedBy { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset ProposedAt { get; private init; }

    /// <summary>The second member of staff; null where one was enough.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Billing, LegalBasis.LegitimateInterest, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? DecidedBy { get; private set; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? DecidedAt { get; private set; }

    public void Decide(bool posted, Guid? by, DateTimeOffset now) =>
        (State, DecidedBy, DecidedAt) = (posted ? AdjustmentState.Posted : AdjustmentState.Refused, by, now);

    internal sealed class Table : IEntityTypeConfiguration<Adjustment>
    {
        public void Configure(EntityTypeBuilder<Adjustment> adjustment)
        {
            adjustment.ToTable("adjustments", table => table.HasCheckConstraint("two_people", "\"DecidedBy\" IS NULL OR \"DecidedBy\" <> \"ProposedBy\""));
            adjustment.Property(a => a.Id).ValueGeneratedNever();
            adjustment.Property(a => a.Reason).HasMaxLength(MovementText.Length);
            adjustment.Property(a => a.InternalNote).HasMaxLength(NoteLength);
            adjustment.HasIndex(a => a.ProposedAt);
        }
    }
}

/// <summary>An adjustment to be made.</summary>
/// <param name="Purse"><see cref="PurseKind.Wallet"/> or <see cref="PurseKind.Promotional"/>.</param>
internal sealed record NewAdjustment(Guid Id, long AccountNumber, Money Amount, PurseKind Purse, string Reason, string InternalNote);

internal static class AdjustmentSet
{
    extension(PortalDb db)
    {
        public DbSet<Adjustment> Adjustments => db.Set<Adjustment>();
    }
}
