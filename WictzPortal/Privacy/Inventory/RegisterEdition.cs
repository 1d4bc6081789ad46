using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>The register as it was entered in the authority's registry at one time. Who entered it stands in the audit trail.</summary>
internal sealed class RegisterEdition
{
    private RegisterEdition() { }

    public RegisterEdition(string json, string inventoryHash, DateTimeOffset now) => (Json, InventoryHash, EnteredAt) = (json, inventoryHash, now);

    [NotPersonal("number of an edition")]
    public long Id { get; private init; }

    [NotPersonal("time of an edition")]
    public DateTimeOffset EnteredAt { get; private init; }

    [NotPersonal("a hash of the inventory")]
    public string InventoryHash { get; private init; } = "";

    [NotPersonal("kinds of data, not data")]
    public string Json { get; private init; } = "";

    public IReadOnlyList<RegisterRow> Rows() => JsonSerializer.Deserialize<List<RegisterRow>>(Json, JsonSerializerOptions.Web)!;

    internal sealed class Table : IEntityTypeConfiguration<RegisterEdition>
    {
        public void Configure(EntityTypeBuilder<RegisterEdition> edition)
        {
            edition.ToTable("register_editions");
            edition.Property(e => e.InventoryHash).HasMaxLength(64);
        }
    }
}

internal static class RegisterEditionSet
{
    extension(PortalDb db)
    {
        public DbSet<RegisterEdition> RegisterEditions => db.Set<RegisterEdition>();
    }
}
