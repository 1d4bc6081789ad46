using WictzPortal.Bench;
using WictzPortal.Ledger;
using WictzPortal.Usage;

/// <summary>
/// Leaves out what the portal does behind its calls, so that the rest can be measured under load. .NET runs it before a program that is
/// started with <c>DOTNET_STARTUP_HOOKS</c>; <c>BENCH_WITHOUT</c> names the parts: <c>expansion</c>, <c>log</c>.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var without = (Environment.GetEnvironmentVariable("BENCH_WITHOUT") ?? "").Split(',');
        PortalHost.Change(services =>
        {
            for (var i = 0; i < services.Count; i++)
            {
                if (services[i].ImplementationType == typeof(Metering) && without.Contains("expansion"))
                {
                    services[i] = ServiceDescriptor.Singleton<IHostedService, JournalAlone>();
                }
                else if (services[i].ImplementationFactory is Func<IServiceProvider, RequestLogWriter> && without.Contains("log"))
                {
                    services[i] = ServiceDescriptor.Singleton<IHostedService, RowsForgotten>();
                }
            }
        });
    }

    /// <summary>Records become durable, and stay in the journal.</summary>
    private sealed class JournalAlone(IUsageJournal journal, GeneralLedger ledger, Purses purses) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await journal.OpenAsync(cancellationToken);
            foreach (var (accountNumber, balance) in await ledger.BalancesAsync(cancellationToken))
            {
                purses.Load(accountNumber, balance);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => journal.CloseAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Rows of the request log are taken, and not written.</summary>
    private sealed class RowsForgotten(RequestLog log) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await foreach (var row in log.Rows.ReadAllAsync(stoppingToken))
            {
                _ = row;
            }
        }
    }
}
