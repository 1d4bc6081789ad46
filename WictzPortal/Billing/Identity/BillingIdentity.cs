using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Who buys. Numbers are stored: they never change.</summary>
public enum BillingKind : byte
{
    Individual = 1,
    Corporate = 2,
}

/// <summary>Whom an account's invoices are made out to, now. Sealed under the account's data key; each invoice freezes a copy of its own.</summary>
internal sealed class BillingIdentity
{
    private BillingIdentity() { }

    public BillingIdentity(Guid accountId) => AccountId = accountId;

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public BillingKind Kind { get; set; }

    /// <summary>ISO 3166, two letters.</summary>
    [Personal(DataCategory.Contact, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string Country { get; set; } = "";

    [Personal(DataCategory.Identity, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? FirstName { get; set; }

    [Personal(DataCategory.Identity, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? FamilyName { get; set; }

    [Personal(DataCategory.Identity, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? TradeName { get; set; }

    /// <summary>TCKN of a person, VKN of a company, or a number of another country.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? TaxNumber { get; set; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? TaxOffice { get; set; }

    [Personal(DataCategory.Contact, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? Street { get; set; }

    [Personal(DataCategory.Contact, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? District { get; set; }

    [Personal(DataCategory.Contact, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? City { get; set; }

    [Personal(DataCategory.Contact, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? PostalCode { get; set; }

    [Personal(DataCategory.Contact, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? Email { get; set; }

    [Personal(DataCategory.Contact, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? Phone { get; set; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset ChangedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<BillingIdentity>
    {
        public void Configure(EntityTypeBuilder<BillingIdentity> identity)
        {
            identity.ToTable("billing_identities");
            identity.HasKey(i => i.AccountId);
            identity.Property(i => i.AccountId).ValueGeneratedNever();
            identity.Property(i => i.Country).HasMaxLength(2);
        }
    }
}

/// <summary>Whom to invoice, as other folders see it.</summary>
/// <param name="FirstName">Of a person, and of a sole trader; null for a company.</param>
/// <param name="FamilyName">As <paramref name="FirstName"/>.</param>
/// <param name="TradeName">The full title; null for a person.</param>
/// <param name="TaxNumber">TCKN (11 digits) or VKN (10) in Turkey; elsewhere free, or null.</param>
/// <param name="Country">ISO 3166, two letters.</param>
public sealed record BillingIdentityFacts(
    BillingKind Kind, string? FirstName, string? FamilyName, string? TradeName, string? TaxNumber, string? TaxOffice, string Street, string? District,
    string City, string? PostalCode, string Country, string Email, string Phone)
{
    /// <summary>As the address on a document begins.</summary>
    public string Name => TradeName ?? $"{FirstName} {FamilyName}";

    public bool IsInTurkey => Country == Countries.Turkey;
}

internal static class BillingIdentitySet
{
    extension(PortalDb db)
    {
        public DbSet<BillingIdentity> BillingIdentities => db.Set<BillingIdentity>();
    }
}
