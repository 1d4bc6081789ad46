using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>The customer: owns keys, plan, balance. People act for it as members.</summary>
internal sealed class Account
{
    private Account() { }

    [NotPersonal("random id of a customer account")]
    [Subject(SubjectKind.Account)]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>The pseudonym in usage records and ledger postings, which outlive the account (R-BIL10Y).</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long Number { get; private init; }

    /// <summary>What its members see; a personal account carries the person's name. Sealed under the account's own data key.</summary>
    [Personal(DataCategory.Identity, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed Name { get; private set; }

    [NotPersonal("whether the account was made by a sign-up")]
    public bool IsPersonal { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset OpenedAt { get; private init; }

    /// <summary>IANA name; limits by day, week and month begin at this zone's midnight.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string TimeZone { get; private set; } = "Europe/Istanbul";

    /// <summary>Opens the account that a sign-up comes with. Its number is random: it tells neither order nor size.</summary>
    public static async Task<Account> OpenPersonalAsync(
        string name, string timeZone, Vault vault, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        return new Account
        {
            Id = id,
            Number = (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 11) | 1L,
            Name = await vault.SealAsync(id, name, cancellationToken),
            IsPersonal = true,
            OpenedAt = now,
            TimeZone = timeZone,
        };
    }

    public void MoveTo(string timeZone) => TimeZone = timeZone;

    internal sealed class Table : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> account)
        {
            account.ToTable("accounts");
            account.HasIndex(a => a.Number).IsUnique();
            account.Property(a => a.TimeZone).HasMaxLength(64).HasDefaultValue("Europe/Istanbul");
        }
    }
}

/// <summary>Somebody has opened an account; heard inside the same transaction.</summary>
public sealed record AccountOpened(Guid AccountId, long AccountNumber, DateTimeOffset At);

internal static class AccountSet
{
    extension(PortalDb db)
    {
        public DbSet<Account> Accounts => db.Set<Account>();
    }
}
