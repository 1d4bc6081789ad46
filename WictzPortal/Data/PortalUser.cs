using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>
/// A person who signs in. The user name is the id, so it tells nothing; e-mail and phone are sealed under the person's own
/// data key, and the normalised e-mail is a keyed hash, good for equality alone.
/// </summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public PortalUser()
    {
        Id = Guid.CreateVersion7();
        UserName = Id.ToString("N");
        SecurityStamp = Guid.NewGuid().ToString("N");
    }

    /// <summary>The e-mail address.</summary>
    [Personal(DataCategory.Contact, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed SealedEmail { get; set; }

    [Personal(DataCategory.Identity, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed FirstName { get; set; }

    [Personal(DataCategory.Identity, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed LastName { get; set; }

    /// <summary>Optional (B-04).</summary>
    [Personal(DataCategory.Contact, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? Phone { get; set; }

    /// <summary>Optional (B-04).</summary>
    [Personal(DataCategory.Identity, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? Company { get; set; }

    /// <summary>All that is kept of the birth year and month .</summary>
    [Personal(DataCategory.Identity, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public AgeBand AgeBand { get; set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset AgeCheckedAt { get; set; }

    /// <summary><c>tr</c> or <c>en</c>: the language of pages and mails.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string Culture { get; set; } = "en";

    /// <summary>IANA name; days in charts and lists are this zone's days.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string TimeZone { get; set; } = "Europe/Istanbul";

    [Personal(DataCategory.TransactionSecurity, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PortalUser>
    {
        public void Configure(EntityTypeBuilder<PortalUser> user)
        {
            user.ToTable("users");
            user.HasIndex(u => u.NormalizedEmail).HasDatabaseName("EmailIndex").IsUnique();
            user.Ignore(u => u.Email);
            user.Ignore(u => u.PhoneNumber);
            user.Ignore(u => u.PhoneNumberConfirmed);
            user.Property(u => u.Culture).HasMaxLength(8);
            user.Property(u => u.TimeZone).HasMaxLength(64);
        }
    }
}

/// <summary>What the age gate keeps: never the birth date.</summary>
public enum AgeBand
{
    From13To15,
    From16To17,
    Adult,
}
