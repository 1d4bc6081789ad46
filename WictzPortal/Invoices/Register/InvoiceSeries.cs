using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>
/// The counter of one prefix in one year. A row and not a sequence of the database, since those leave gaps where a transaction is rolled
/// back. A year is closed by the first document of the next.
/// </summary>
internal sealed class InvoiceSeries
{
    private InvoiceSeries() { }

    public InvoiceSeries(string prefix, int year, byte[] lastHash) => (Prefix, Year, LastHash) = (prefix, year, lastHash);

    [NotPersonal("letters of a series")]
    public string Prefix { get; private init; } = "";

    [NotPersonal("a year")]
    public int Year { get; private init; }

    [NotPersonal("a count")]
    public int Last { get; private set; }

    [NotPersonal("time of the series' last document")]
    public DateTimeOffset? LastIssuedAt { get; private set; }

    /// <summary>The register's hash after the last document; a year goes on from the year before.</summary>
    [NotPersonal("a hash of salted hashes")]
    public byte[] LastHash { get; private set; } = [];

    [NotPersonal("time of the next year's first document")]
    public DateTimeOffset? ClosedAt { get; private set; }

    public int Next(DateTimeOffset at)
    {
        LastIssuedAt = at;
        return ++Last;
    }

    public void Chain(byte[] hash) => LastHash = hash;

    public void Close(DateTimeOffset at) => ClosedAt = at;

    internal sealed class Table : IEntityTypeConfiguration<InvoiceSeries>
    {
        public void Configure(EntityTypeBuilder<InvoiceSeries> series)
        {
            series.ToTable("invoice_series");
            series.HasKey(s => new { s.Prefix, s.Year });
            series.Property(s => s.Prefix).HasMaxLength(3);
        }
    }
}
