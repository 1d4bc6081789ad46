using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Ledger;
using WictzPortal.Models;
using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>Limits, reservations, the settlement journal, usage records, roll-ups, the request log, receipts, and what pages ask about them.</summary>
public static class UsageSlice
{
    public static void AddUsage(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SettlementOptions>().BindConfiguration("Gateway:Settlement").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<UsageMetrics>();
        services.AddSingleton(provider => new Purses(provider.GetRequiredService<BalanceNews>(), provider.GetService<PurseLeases>()));
        services.AddSingleton<BulkWriter>();
        if (builder.Configuration.GetValue<DatabaseProvider>("Database:Provider") == DatabaseProvider.PostgreSql)
        {
            services.AddSingleton<IUsageJournal, PostgresJournal>();
            services.AddSingleton<PurseLeases>();
            services.AddHostedService<PurseKeeper>();
            services.AddHostedService<NodeRecovery>();
            services.AddSingleton<LimitSlices>();
            services.AddSingleton<IAllowances>(provider => provider.GetRequiredService<LimitSlices>());
            services.AddHostedService(provider => provider.GetRequiredService<LimitSlices>());
        }
        else
        {
            services.AddSingleton<IUsageJournal, FileJournal>();
            services.AddSingleton<IAllowances, WholeLimits>();
        }

        services.AddSingleton<WhoGotIt>();
        services.AddSingleton<Expander>();
        services.AddSingleton<OpenCalls>();
        services.AddSingleton(provider => new Settlement(
            provider.GetRequiredService<Purses>(), provider.GetRequiredService<IUsageJournal>(),
            provider.GetRequiredService<UsageMetrics>(), provider.GetRequiredService<ILogger<Settlement>>()));
        services.AddSingleton(provider => new IntakeGate(
            provider.GetRequiredService<IUsageJournal>(), provider.GetRequiredService<Purses>(), provider.GetRequiredService<ThisNode>(),
            provider.GetRequiredService<IOptions<SettlementOptions>>()));
        services.AddSingleton<LimitSeeds>();
        services.AddSingleton(provider => new Limiter(
            provider.GetRequiredService<LimitBook>(), new LimitSupply(provider.GetRequiredService<IAllowances>())));
        services.AddSingleton<RequestLog>();
        services.AddSingleton<UsageFeed>();
        services.AddSingleton<RequestLogWriter>();
        services.AddSingleton<UsageQuery>();
        services.AddSingleton<ReceiptSigner>();
        services.AddSingleton(provider => new Receipts(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<UsageQuery>(),
            provider.GetRequiredService<KeyIssuer>(), provider.GetRequiredService<Catalog>(),
            provider.GetRequiredService<ReceiptSigner>(), provider.GetRequiredService<UndeliveredCredits>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AccountLimits>();
        services.AddSingleton(provider => new UsageSeeder(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<UsagePoster>(),
            provider.GetRequiredService<BulkWriter>(), provider.GetRequiredService<RequestLogWriter>()));
        foreach (var check in UsageChecks.All.Concat(UndeliveredChecks.All))
        {
            services.AddSingleton(check);
        }

        services.AddHostedService<Metering>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestLogWriter>());
    }
}
