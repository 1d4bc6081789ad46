namespace WictzPortal.Keys;

/// <summary>API keys: issue, find in memory, list, rename, revoke.</summary>
public static class KeysSlice
{
    public static void AddKeys(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<KeyOptions>().BindConfiguration("Keys").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KeyRing>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyRing>());
        services.AddSingleton<KeyIssuer>();
        services.AddHostedService<KeyUseWriter>();
    }
}
