using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Reads PayTR's report of the last three whole days and compares it with payments and books, every night at 04:25 UTC.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Compares PayTR's report of the last three days with payments and books."), CronTrigger("0 25 4 * * ?"), DisallowConcurrentExecution]
internal sealed class ReadReportJob(PaytrClient paytr, ReportBook reports, Reconciliation reconciliation, PaytrShop shop, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(3);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of rows that were new.</summary>
    /// <exception cref="InvalidOperationException">PayTR gave no report; the next night reads these days again.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!shop.IsOpen)
        {
            return 0;
        }

        var to = IstanbulTime.StartOfDay(clock.GetUtcNow());
        var answer = await paytr.TransactionsAsync(to - Window, to - TimeSpan.FromSeconds(1), cancellationToken);
        if (answer.End is not PaytrEnd.Success && !PaytrClient.IsEmptyReport(answer))
        {
            throw new InvalidOperationException($"PayTR gave no report (code {answer.Code}).");
        }

        var added = answer.End is PaytrEnd.Success ? await reports.KeepAsync(PaytrClient.RowsOf(answer), cancellationToken) : 0;
        await reconciliation.CompareAsync(to - Window, to, cancellationToken);
        return added;
    }
}
