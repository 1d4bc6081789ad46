using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>That an address belonged to a child below 13, for twelve months, so that it is not signed up again in silence .</summary>
[NoSubject("a keyed hash of an address; the child it belonged to is erased")]
internal sealed class UnderAgeMark
{
    private UnderAgeMark() { }

    public UnderAgeMark(string emailHash, string caseNumber, DateTimeOffset now) => (EmailHash, CaseNumber, At) = (emailHash, caseNumber, now);

    [Personal(DataCategory.Contact, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Transient, ErasureMethod.Keep, ExportScope.Secret)]
    public string EmailHash { get; private init; } = "";

    [NotPersonal("number of an erasure")]
    public string CaseNumber { get; private init; } = "";

    [KeptFrom(RetentionRule.Transient, Days = 365)]
    [NotPersonal("when an erasure began")]
    public DateTimeOffset At { get; private init; }

    /// <summary>Another hash than the one that people sign in by, so that the two cannot be put together.</summary>
    public static string HashOf(Vault vault, string email) => vault.LookupHash($"under-age/{email.Trim().ToLowerInvariant()}");

    internal sealed class Table : IEntityTypeConfiguration<UnderAgeMark>
    {
        public void Configure(EntityTypeBuilder<UnderAgeMark> mark)
        {
            mark.ToTable("under_age_marks");
            mark.HasKey(m => m.EmailHash);
            mark.Property(m => m.EmailHash).HasMaxLength(64);
            mark.Property(m => m.CaseNumber).HasMaxLength(ErasureLedger.CaseNumberLength);
        }
    }
}

internal static class UnderAgeMarkSet
{
    extension(PortalDb db)
    {
        public DbSet<UnderAgeMark> UnderAgeMarks => db.Set<UnderAgeMark>();
    }
}

/// <summary>Keeps the addresses of children who were removed from being signed up again.</summary>
internal sealed class UnderAgeBar(IDbContextFactory<PortalDb> databases, Vault vault) : ISignUpBar
{
    public async Task<bool> RefusesAsync(string email, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (hash, marks) = (UnderAgeMark.HashOf(vault, email), db.UnderAgeMarks);
        return await marks.AnyAsync(m => m.EmailHash == hash, cancellationToken);
    }
}
