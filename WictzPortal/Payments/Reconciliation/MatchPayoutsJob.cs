using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Payments;

/// <summary>Books what PayTR has paid out in the last two weeks, and checks that each day's pay-out is the sum of its payments, every Monday at 05:10 UTC.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Books what PayTR has paid out, and checks it against the payments."), CronTrigger("0 10 5 ? * MON"), DisallowConcurrentExecution]
internal sealed class MatchPayoutsJob(
    IDbContextFactory<PortalDb> databases, PaytrClient paytr, GeneralLedger ledger, CaseBook cases, PaytrShop shop, TimeProvider clock) : IJob
{
    private const int Days = 14;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of pay-outs that were new.</summary>
    /// <exception cref="InvalidOperationException">PayTR gave no report; the next week reads these days again.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!shop.IsOpen)
        {
            return 0;
        }

        var today = DateOnly.FromDateTime(IstanbulTime.At(clock.GetUtcNow()));
        var answer = await paytr.PayoutsAsync(today.AddDays(-Days), today.AddDays(-1), cancellationToken);
        if (answer.End is not PaytrEnd.Success && !PaytrClient.IsEmptyReport(answer))
        {
            throw new InvalidOperationException($"PayTR gave no report (code {answer.Code}).");
        }

        var booked = 0;
        foreach (var payout in PaytrClient.RowsOf(answer).Select(ReportedPayout.Of).OfType<ReportedPayout>().Where(p => p.Currency is "TL" or "TRY"))
        {
            booked += await BookAsync(payout, await PartsAsync(payout.PaidOn, cancellationToken), cancellationToken) ? 1 : 0;
        }

        return booked;
    }

    /// <returns>The sum of the payments that PayTR names for the day; null where it cannot be read.</returns>
    private async Task<long?> PartsAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var answer = await paytr.PayoutPartsAsync(day, cancellationToken);
        long? sum = answer.End is PaytrEnd.Success ? 0 : null;
        foreach (var row in PaytrClient.RowsOf(answer))
        {
            sum = PaytrAmounts.TryReadLira(PaytrAnswer.Text(row, "payment"), out var kurus) ? sum + kurus : null;
        }

        return sum;
    }

    private async Task<bool> BookAsync(ReportedPayout payout, long? parts, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (parts != payout.NetKurus)
        {
            await cases.OpenAsync(db, CaseKind.PayoutDiffers, $"{payout.PaidOn:yyyy-MM-dd}", parts, payout.NetKurus, cancellationToken);
        }

        var amount = Money.FromKurus(payout.NetKurus);
        var isNew = payout.NetKurus > 0 && await ledger.PostAsync(
            db,
            new LedgerDraft(LedgerEntryKind.Payout, $"paytr-payout/{payout.PaidOn:yyyy-MM-dd}", clock.GetUtcNow(),
            [
                new PostingDraft(LedgerAccount.PaytrClearing, null, amount),
                new PostingDraft(LedgerAccount.Bank, null, new Money(-amount.Micros)),
            ]),
            cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isNew;
    }
}
