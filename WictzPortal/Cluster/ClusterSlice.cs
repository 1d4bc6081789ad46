using WictzPortal.Data;

namespace WictzPortal.Cluster;

/// <summary>This process among others on the same database: its sign of life, and the news that nodes tell each other.</summary>
public static class ClusterSlice
{
    public static void AddCluster(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ClusterNews>();
        services.AddSingleton<ThisNode>();
        services.AddHostedService(provider => provider.GetRequiredService<ThisNode>());
        if (builder.Configuration.GetValue<DatabaseProvider>("Database:Provider") == DatabaseProvider.PostgreSql)
        {
            services.AddHostedService<NewsListener>();
        }
    }
}
