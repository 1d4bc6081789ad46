using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Webhooks;

/// <summary>
/// Webhooks: endpoints by account, an outbox filled inside the caller's transaction, and its signed delivery to the public internet. Folders
/// below publish their events; the page stands with billing, which knows members' roles.
/// </summary>
public static class WebhooksSlice
{
    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WebhookCaller>();
        builder.Services.AddSingleton<WebhookPump>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<WebhookPump>());
        builder.Services.AddSingleton(provider => new WebhookDesk(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<Vault>(), provider.GetRequiredService<WebhookCaller>(),
            provider.GetRequiredService<WebhookPump>(), provider.GetRequiredService<TimeProvider>()));
    }
}
