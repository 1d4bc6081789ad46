using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>
/// The state of retention on one day, as signed JSON: for every table its rule, its limit, its oldest row, and what was skipped. Each names
/// the hash of the one before it, so none can be removed or replaced.
/// </summary>
internal sealed class RetentionCertificate
{
    private RetentionCertificate() { }

    public RetentionCertificate(DateOnly day, string json, byte[] signature) => (Day, Json, Signature) = (day, json, signature);

    /// <summary>UTC.</summary>
    [NotPersonal("a day")]
    public DateOnly Day { get; private init; }

    [NotPersonal("names of tables, counts and times")]
    public string Json { get; private init; } = "";

    [NotPersonal("a signature over the text")]
    public byte[] Signature { get; private init; } = [];

    public byte[] Bytes => Encoding.UTF8.GetBytes(Json);

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    internal sealed class Table : IEntityTypeConfiguration<RetentionCertificate>
    {
        public void Configure(EntityTypeBuilder<RetentionCertificate> certificate)
        {
            certificate.ToTable("retention_certificates");
            certificate.HasKey(c => c.Day);
            certificate.Ignore(c => c.Bytes);
            certificate.Ignore(c => c.Hash);
        }
    }
}
