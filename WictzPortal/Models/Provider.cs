using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>The company whose API we call, where it is, and by what right data may go there.</summary>
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

    [NotPersonal("address of a public page")]
    public string? PrivacyPolicy { get; private set; }

    [NotPersonal("by what right data may leave the country")]
    public string? TransferMechanism { get; private set; }

    [NotPersonal("number of a contract between companies")]
    public string? TransferReference { get; private set; }

    [NotPersonal("date of a contract between companies")]
    public DateOnly? TransferSignedOn { get; private set; }

    [NotPersonal("date of a notice to the authority")]
    public DateOnly? TransferNotifiedOn { get; private set; }

    [NotPersonal("whether calls go there")]
    public bool Enabled { get; private set; }

    /// <summary>Takes over what a checked catalogue line says; its credentials apart.</summary>
    public void Apply(ProviderLine line)
    {
        (Kind, BaseUrl, ApiVersion) = (line.Kind, line.BaseUrl, line.ApiVersion);
        (Country, Region, PrivacyPolicy, Enabled) = (line.Country, line.Region, line.PrivacyPolicy, line.Enabled);
        TransferMechanism = line.Transfer?.Mechanism;
        TransferReference = line.Transfer?.Reference;
        TransferSignedOn = line.Transfer?.SignedOn;
        TransferNotifiedOn = line.Transfer?.NotifiedOn;
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
            provider.Property(p => p.PrivacyPolicy).HasMaxLength(UrlLength);
            provider.Property(p => p.TransferMechanism).HasMaxLength(NameLength);
            provider.Property(p => p.TransferReference).HasMaxLength(200);
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
