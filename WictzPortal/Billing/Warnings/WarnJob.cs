using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Warns accounts whose balance has fallen below what they chose, every minute.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Warns accounts whose balance is low."), CronTrigger("40 * * * * ?"), DisallowConcurrentExecution]
internal sealed class WarnJob(BalanceWarnings warnings) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of accounts warned.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => warnings.CheckAsync(cancellationToken);
}
