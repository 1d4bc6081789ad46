using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>Where an account lets its requests go. An account without one lets them go to every provider.</summary>
internal sealed class AccountRoute
{
    private AccountRoute() { }

    public AccountRoute(long accountNumber) => AccountNumber = accountNumber;

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    /// <summary>Names of the providers left out.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string[] ClosedProviders { get; private set; } = [];

    /// <summary>The only regions allowed, as <see cref="AllowedRoute.RegionOf"/> names them; empty for all, those to come included.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string[] Regions { get; private set; } = [];

    public void Apply(AllowedRoute route) => (ClosedProviders, Regions) = ([.. route.ClosedProviders], [.. route.Regions]);

    public AllowedRoute ToAllowed() => new(ClosedProviders, Regions);

    internal sealed class Table : IEntityTypeConfiguration<AccountRoute>
    {
        public void Configure(EntityTypeBuilder<AccountRoute> route)
        {
            route.ToTable("account_routes");
            route.HasKey(r => r.AccountNumber);
            route.Property(r => r.AccountNumber).ValueGeneratedNever();
        }
    }
}

internal static class AccountRouteSet
{
    extension(PortalDb db)
    {
        public DbSet<AccountRoute> AccountRoutes => db.Set<AccountRoute>();
    }
}

/// <summary>Where an account lets its requests go.</summary>
/// <param name="ClosedProviders">Providers left out, by name.</param>
/// <param name="Regions">The only regions allowed; none means all.</param>
public sealed record AllowedRoute(IReadOnlyCollection<string> ClosedProviders, IReadOnlyCollection<string> Regions)
{
    public static readonly AllowedRoute Everywhere = new([], []);

    public bool Allows(ProviderEntry provider) => ReferenceEquals(this, Everywhere)
        || (!ClosedProviders.Contains(provider.Name) && (Regions.Count == 0 || Regions.Contains(RegionOf(provider))));

    /// <summary>The provider's stated region, or else its country.</summary>
    public static string RegionOf(ProviderEntry provider) => provider.Region ?? provider.Country;
}
