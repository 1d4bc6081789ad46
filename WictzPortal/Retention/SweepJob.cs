using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>Sweeps every hour.</summary>
[QuartzJob(Description = "Deletes what is past its time, from every table."), CronTrigger("0 11 * * * ?"), DisallowConcurrentExecution]
[ForPurpose(Purpose.LegalObligation)]
internal sealed class SweepJob(Sweeper sweeper) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await sweeper.RunAsync(cancellationToken);
}
