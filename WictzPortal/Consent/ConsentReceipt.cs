using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Consent;

/// <summary>How a choice was made. Numbers are stored: they never change.</summary>
public enum ConsentMethod : byte
{
    RejectAll = 1,
    AcceptAll = 2,
    Save = 3,
    Withdraw = 4,
}

/// <summary>Where it was made. Numbers are stored: they never change.</summary>
public enum ConsentLayer : byte
{
    Banner = 1,
    Page = 2,
}

/// <summary>Proof of one choice. Never changed; its hash stands in the audit trail, whose chain proves when it was written.</summary>
internal sealed class ConsentReceipt
{
    private ConsentReceipt() { }

    /// <summary>Random, and held by no other cookie than the one for the page of receipts.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Guid Id { get; private init; }

    /// <summary>The person, where one was signed in.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Anonymise, ExportScope.Portable)]
    [Subject(SubjectKind.User)]
    public Guid? UserId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset At { get; private init; }

    [NotPersonal("which list of cookies was shown")]
    public string NoticeVersion { get; private init; } = "";

    /// <summary>SHA-256 of the text that was shown, with all purposes, in the language it was shown in.</summary>
    [NotPersonal("a hash of a public text")]
    public string NoticeHash { get; private init; } = "";

    [NotPersonal("a language")]
    public string Culture { get; private init; } = "";

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Portable)]
    public bool Functional { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Portable)]
    public bool Analytics { get; private init; }

    [NotPersonal("which button")]
    public ConsentMethod Method { get; private init; }

    [NotPersonal("which form")]
    public ConsentLayer Layer { get; private init; }

    /// <summary>Whether the browser sent Global Privacy Control or Do Not Track. A consent beside it overrides it on purpose (C-10).</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Portable)]
    public bool Signal { get; private init; }

    /// <summary>The first 24 bits of an IPv4 address, or 48 of an IPv6 one.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string Network { get; private init; } = "";

    [NotPersonal("a hash over the receipt")]
    public string Hash { get; private set; } = "";

    public CookieChoice ToChoice() =>
        new(Functional, Analytics, DateOnly.FromDateTime(At.UtcDateTime), Signal && (Functional || Analytics), NoticeVersion);

    public static ConsentReceipt Of(ConsentGiven given, string noticeHash, string culture, DateTimeOffset now)
    {
        var receipt = new ConsentReceipt
        {
            Id = Guid.NewGuid(),
            UserId = given.UserId,
            At = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
            NoticeVersion = CookieRegister.Version,
            NoticeHash = noticeHash,
            Culture = culture,
            Functional = given.Functional,
            Analytics = given.Analytics,
            Method = given.Method,
            Layer = given.Layer,
            Signal = given.Signal,
            Network = given.Network,
        };
        receipt.Hash = receipt.ComputeHash();
        return receipt;
    }

    /// <summary>SHA-256 over everything but the person, who may be forgotten while the proof stays.</summary>
    public string ComputeHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', Id, At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), NoticeVersion, NoticeHash, Culture, Functional, Analytics, Method,
        Layer, Signal, Network))));

    internal sealed class Table : IEntityTypeConfiguration<ConsentReceipt>
    {
        public void Configure(EntityTypeBuilder<ConsentReceipt> receipt)
        {
            receipt.ToTable("consent_receipts");
            receipt.Property(r => r.Id).ValueGeneratedNever();
            receipt.Property(r => r.NoticeVersion).HasMaxLength(16);
            receipt.Property(r => r.NoticeHash).HasMaxLength(64);
            receipt.Property(r => r.Culture).HasMaxLength(8);
            receipt.Property(r => r.Network).HasMaxLength(45);
            receipt.Property(r => r.Hash).HasMaxLength(64);
            receipt.HasIndex(r => new { r.UserId, r.At });
        }
    }
}

/// <summary>A choice that somebody has just made.</summary>
internal sealed record ConsentGiven(
    Guid? UserId, bool Functional, bool Analytics, ConsentMethod Method, ConsentLayer Layer, bool Signal, string Network);

internal static class ConsentReceiptSet
{
    extension(PortalDb db)
    {
        public DbSet<ConsentReceipt> ConsentReceipts => db.Set<ConsentReceipt>();
    }
}
