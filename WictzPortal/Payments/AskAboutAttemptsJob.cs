using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Asks PayTR about attempts of which no callback came, and about odd ones, every minute.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Asks PayTR about payments of which no callback came."), CronTrigger("20 * * * * ?"), DisallowConcurrentExecution]
internal sealed class AskAboutAttemptsJob(Inquiries inquiries, PaytrShop shop) : IJob
{
    private const int MostAtOnce = 50;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of attempts asked about.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var due = shop.IsOpen ? await inquiries.DueAsync(MostAtOnce, cancellationToken) : [];
        foreach (var oid in due)
        {
            await inquiries.AskAsync(oid, cancellationToken);
        }

        return due.Count;
    }
}
