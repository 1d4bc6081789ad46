using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>
/// A line of the price book: what a model costs from a date on. Nothing in it ever changes; a correction is a further version of the
/// same date, and the newest counts from when it was entered.
/// </summary>
internal sealed class PriceVersion
{
    public const string Lira = "TRY";

    private PriceVersion() { }

    public PriceVersion(int modelId, PriceLine line, DateTimeOffset now) =>
        (ModelId, EffectiveFrom, Currency, Terms, Source, EnteredAt) = (modelId, line.EffectiveFrom, line.Currency, line.Terms.ToJson(), line.Source, now);

    [NotPersonal("number of a row")]
    public int Id { get; private init; }

    [NotPersonal("number of a model")]
    public int ModelId { get; private init; }

    [NotPersonal("date of a price")]
    public DateTimeOffset EffectiveFrom { get; private init; }

    [NotPersonal("a currency")]
    public string Currency { get; private init; } = Lira;

    /// <summary>The amounts by unit, as <see cref="PriceTerms"/> writes them: decimal strings.</summary>
    [NotPersonal("a price")]
    public string Terms { get; private init; } = "";

    [NotPersonal("where a price is from")]
    public string? Source { get; private init; }

    [NotPersonal("time of an entry in the price book")]
    public DateTimeOffset EnteredAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<PriceVersion>
    {
        public void Configure(EntityTypeBuilder<PriceVersion> price)
        {
            price.ToTable("price_versions");
            price.Property(p => p.Currency).HasMaxLength(3);
            price.Property(p => p.Source).HasMaxLength(500);
            price.HasIndex(p => new { p.ModelId, p.EffectiveFrom });
            price.HasOne<Model>().WithMany().HasForeignKey(p => p.ModelId);
        }
    }
}

internal static class PriceVersionSet
{
    extension(PortalDb db)
    {
        public DbSet<PriceVersion> PriceVersions => db.Set<PriceVersion>();
    }
}
