using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>The last time step whose code a person used: neither it nor an older one is taken again (RFC 6238 §5.2).</summary>
internal sealed class TotpUse
{
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Secret)]
    [Subject(SubjectKind.User)]
    public Guid UserId { get; init; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Secret)]
    public long LastStep { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<TotpUse>
    {
        public void Configure(EntityTypeBuilder<TotpUse> use)
        {
            use.ToTable("totp_uses");
            use.HasKey(u => u.UserId);
            use.Property(u => u.UserId).ValueGeneratedNever();
        }
    }
}

internal static class TotpUseSet
{
    extension(PortalDb db)
    {
        public DbSet<TotpUse> TotpUses => db.Set<TotpUse>();
    }
}
