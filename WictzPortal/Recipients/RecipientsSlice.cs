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
        services.AddSingleton<RecipientBook>();
        services.AddSingleton<RecipientsSeen>();
        services.AddSingleton<RecipientFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<RecipientFeed>());
    }
}
