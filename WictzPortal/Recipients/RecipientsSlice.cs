using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Policies;

namespace WictzPortal.Recipients;

/// <summary>
/// The register of recipients: to whom data goes, where, why and by what right. Two people stand behind each entry, and nothing leaves for
/// a host that no entry names.
/// </summary>
public static class RecipientsSlice
{
    public static void AddRecipients(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<StorageOptions>().BindConfiguration("Storage").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RecipientBook>();
        services.AddSingleton<RecipientsSeen>();
        services.AddSingleton<RecipientFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<RecipientFeed>());
        services.AddSingleton(provider => new RecipientDesk(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<RecipientFeed>(),
            provider.GetRequiredService<ClusterNews>(), provider.GetRequiredService<RecipientPolicyFacts>(), provider.GetRequiredService<PolicyShelf>(),
            provider.GetRequiredService<AuditTrail>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Egress>();
        services.AddSingleton<RecipientRegister>();
        services.AddSingleton<RecipientLetters>();
        services.AddSingleton<RecipientPolicyFacts>();
        services.AddSingleton<IPolicyFacts>(provider => provider.GetRequiredService<RecipientPolicyFacts>());
    }
}
