using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>Issues the documents of what has happened, every half minute.</summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Issues invoices, receipts and credit notes for what has happened."), CronTrigger("0/30 * * * * ?"), DisallowConcurrentExecution]
internal sealed class IssueInvoicesJob(Issuer issuer) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of documents issued.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => issuer.IssueDueAsync(cancellationToken);
}
