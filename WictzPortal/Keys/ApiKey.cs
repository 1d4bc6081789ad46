using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Keys;

/// <summary>A secret that a customer's program sends to the gateway. Only a keyed hash of it is stored.</summary>
internal sealed class ApiKey
{
    public const int NameLength = 80;

    private ApiKey() { }

    [NotPersonal("random id of a key")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Access)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Access)]
    public long AccountNumber { get; private init; }

    /// <summary>Given by people, so it may name one. Sealed under the account's data key.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed Name { get; private set; }

    /// <summary>The eight characters after <c>wz_live_</c>: what the key is found by.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string PublicId { get; private set; } = "";

    /// <summary>HMAC-SHA-256 of the secret under the server-side pepper.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Secret)]
    public byte[] Hash { get; private set; } = [];

    /// <summary>The last four characters of the secret, to tell keys apart by.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string LastFour { get; private set; } = "";

    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset IssuedAt { get; private init; }

    /// <summary>From then on the key is refused; null for never.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset? ExpiresAt { get; private set; }

    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Log90)]
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Written in batches, so up to half a minute late.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>What happens at the provider when its client hangs up; null for the portal's default.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DisconnectPolicy? OnDisconnect { get; private set; }

    /// <summary>The public id before the last rotation, valid until <see cref="PreviousUntil"/>.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string? PreviousPublicId { get; private set; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Secret)]
    public byte[]? PreviousHash { get; private set; }

    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset? PreviousUntil { get; private set; }

    /// <summary>By which every node sees that there is news. Grows with every change, whatever the clocks of the nodes say.</summary>
    [NotPersonal("when a setting was changed")]
    public DateTimeOffset ChangedAt { get; private set; }

    public static ApiKey Issue(
        Guid accountId, long accountNumber, Sealed name, KeyText text, byte[] pepper, DateTimeOffset now, DateTimeOffset? expiresAt) => new()
        {
            AccountId = accountId,
            AccountNumber = accountNumber,
            Name = name,
            PublicId = text.PublicId,
            Hash = text.HashUnder(pepper),
            LastFour = text.LastFour,
            IssuedAt = now,
            ExpiresAt = expiresAt,
            ChangedAt = now,
        };

    public bool IsLiveAt(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);

    /// <summary>When the secret from before the last rotation ends; null when there is none, or it has ended.</summary>
    public DateTimeOffset? PreviousLivesUntil(DateTimeOffset now) => PreviousUntil > now ? PreviousUntil : null;

    public void Rename(Sealed name, DateTimeOffset now)
    {
        Name = name;
        Change(now);
    }

    public void Set(DateTimeOffset? expiresAt, DisconnectPolicy? onDisconnect, DateTimeOffset now)
    {
        (ExpiresAt, OnDisconnect) = (expiresAt, onDisconnect);
        Change(now);
    }

    /// <summary>Gives the key another secret. The old one goes on for the grace; what is not there any more has no hash either.</summary>
    public void Rotate(KeyText text, byte[] pepper, TimeSpan grace, DateTimeOffset now)
    {
        EndPrevious(now);
        if (grace > TimeSpan.Zero)
        {
            (PreviousPublicId, PreviousHash, PreviousUntil) = (PublicId, Hash, now + grace);
        }

        (PublicId, Hash, LastFour) = (text.PublicId, text.HashUnder(pepper), text.LastFour);
    }

    public void EndPrevious(DateTimeOffset now)
    {
        (PreviousPublicId, PreviousHash, PreviousUntil) = (null, null, null);
        Change(now);
    }

    /// <summary>Stops the key for good. Revoking twice keeps the first time.</summary>
    public void Revoke(DateTimeOffset now)
    {
        RevokedAt ??= now;
        Change(now);
    }

    // A millisecond is the least that both databases can tell apart.
    private void Change(DateTimeOffset now)
    {
        var next = ChangedAt.AddMilliseconds(1);
        ChangedAt = now > next ? now : next;
    }

    internal sealed class Table : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> key)
        {
            key.ToTable("api_keys");
            key.Property(k => k.PublicId).HasMaxLength(KeyText.PublicIdLength);
            key.Property(k => k.LastFour).HasMaxLength(4);
            key.HasIndex(k => k.PublicId).IsUnique();
            key.HasIndex(k => k.AccountId);
            key.HasIndex(k => k.ChangedAt);
            key.Property(k => k.PreviousPublicId).HasMaxLength(KeyText.PublicIdLength);
        }
    }
}

internal static class ApiKeySet
{
    extension(PortalDb db)
    {
        public DbSet<ApiKey> ApiKeys => db.Set<ApiKey>();
    }
}
