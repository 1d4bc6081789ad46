using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>Prints and mails documents that have no PDF yet, every half minute.</summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Prints issued documents as PDF and mails them."), CronTrigger("15/30 * * * * ?"), DisallowConcurrentExecution]
internal sealed class PrintInvoicesJob(PaperFinisher finisher) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of documents printed.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => finisher.FinishAsync(cancellationToken);
}
