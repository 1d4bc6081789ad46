using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Finds out about refunds whose answer was lost, every two minutes.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Finds out about refunds that PayTR gave no answer to."), CronTrigger("40 0/2 * * * ?"), DisallowConcurrentExecution]
internal sealed class LookIntoRefundsJob(RefundInquiry inquiry, PaytrShop shop) : IJob
{
    private const int MostAtOnce = 20;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of refunds looked into.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var due = shop.IsOpen ? await inquiry.DueAsync(MostAtOnce, cancellationToken) : [];
        foreach (var refundId in due)
        {
            await inquiry.LookAsync(refundId, cancellationToken);
        }

        return due.Count;
    }
}
