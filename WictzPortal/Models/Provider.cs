using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>An API that we call, and where it is. Whose it is, and by what right data may go there, stands in the register of recipients under its host.</summary>
internal sealed class Provider
{
    public const int NameLength = 60;
    public const int UrlLength = 500;

    private Provider() { }

    public Provider(string name) => Name = name;

    [NotPersonal("number of a row")]
    public int Id { get; private init; }

    [NotPersonal("name of a company")]
    public string Name { get; private init; } = "";

    [NotPersonal("a protocol")]
    public string Kind { get; private set; } = "";

    [NotPersonal("address of a company's API")]
    public string? BaseUrl { get; private set; }

    [NotPersonal("version of an API")]
    public string? ApiVersion { get; private set; }

    [NotPersonal("country of a company")]
    public string Country { get; private set; } = "";

    [NotPersonal("region of a company's servers")]
    public string? Region { get; private set; }

    [NotPersonal("whether calls go there")]
    public bool Enabled { get; private set; }

    /// <summary>Takes over what a checked catalogue line says; its credentials apart.</summary>
    public void Apply(ProviderLine line)
    {
        (Kind, BaseUrl, ApiVersion) = (line.Kind, line.BaseUrl, line.ApiVersion);
        (Country, Region, Enabled) = (line.Country, line.Region, line.Enabled);
    }

    internal sealed class Table : IEntityTypeConfiguration<Provider>
    {
        public void Configure(EntityTypeBuilder<Provider> provider)
        {
            provider.ToTable("providers");
            provider.Property(p => p.Name).HasMaxLength(NameLength);
            provider.Property(p => p.Kind).HasMaxLength(NameLength);
            provider.Property(p => p.BaseUrl).HasMaxLength(UrlLength);
            provider.Property(p => p.ApiVersion).HasMaxLength(NameLength);
            provider.Property(p => p.Country).HasMaxLength(2);
            provider.Property(p => p.Region).HasMaxLength(NameLength);
            provider.HasIndex(p => p.Name).IsUnique();
        }
    }
}

internal static class ProviderSet
{
    extension(PortalDb db)
    {
        public DbSet<Provider> Providers => db.Set<Provider>();
    }
}
