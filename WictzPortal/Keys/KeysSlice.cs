namespace WictzPortal.Keys;

/// <summary>API keys: issue, find in memory on every node, list, rename, limit, rotate, revoke.</summary>
public static class KeysSlice
{
    public static void AddKeys(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<KeyOptions>().BindConfiguration("Keys").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KeyRing>();
        services.AddHostedService<KeyFeed>();
        services.AddSingleton<KeyChanges>();
        services.AddSingleton<KeyIssuer>();
        services.AddSingleton<KeyDesk>();
        services.AddHostedService<KeyUseWriter>();
    }
}
