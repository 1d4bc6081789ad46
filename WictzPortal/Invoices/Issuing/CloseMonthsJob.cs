using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>Writes down what was used of advances in months that are over, every night at 01:00 UTC; it finds work on the second day of a month.</summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Writes down the month's use of advances, to be invoiced."), CronTrigger("0 0 1 * * ?"), DisallowConcurrentExecution]
internal sealed class CloseMonthsJob(MonthlyUsage usage) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of months with something to invoice.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => usage.CloseAsync(cancellationToken);
}
