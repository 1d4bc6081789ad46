using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Usage;

namespace WictzPortal.Admin;

/// <summary>Gives the demonstration's accounts credit and lets them spend it, through the ledger and the usage engine as in earnest.</summary>
internal sealed class DemoBooks(
    IDbContextFactory<PortalDb> databases, GeneralLedger ledger, UsageSeeder usage, BillingSeeder billing, DemoTraffic traffic, TimeProvider clock)
{
    private static readonly Money Ample = Money.FromLira(25_000m);

    /// <summary>Ample credit, then ninety days of calls, and what billing shows.</summary>
    public async Task FillAsync(SignedUp account, IReadOnlyList<Guid> keyIds, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await CorrectAsync(account, Ample, now.AddDays(-DemoTraffic.Days), cancellationToken);
        await usage.WriteAsync(traffic.Calls(account, keyIds, now), cancellationToken);
        await billing.FillAsync(new Buyer(account.AccountId, account.AccountNumber, account.UserId), cancellationToken);
    }

    /// <summary>One call that takes all there is.</summary>
    public async Task SpendAllAsync(SignedUp account, Guid keyId, CancellationToken cancellationToken)
    {
        var balance = await ledger.BalanceAsync(account.AccountNumber, cancellationToken);
        var at = clock.GetUtcNow().AddHours(-1);
        var call = traffic.Spending(account, keyId, balance.Total, at);
        await CorrectAsync(account, new Money(call.Log.Cost.Micros - balance.Total.Micros), at, cancellationToken);
        await usage.WriteAsync([call], cancellationToken);
    }

    private async Task CorrectAsync(SignedUp account, Money promotional, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ledger.PostAsync(
            db,
            new LedgerDraft(LedgerEntryKind.Correction, $"demo/{account.AccountNumber}", at,
            [
                new PostingDraft(LedgerAccount.PromotionalCredit, account.AccountNumber, promotional),
                new PostingDraft(LedgerAccount.PromotionalCost, null, new Money(-promotional.Micros)),
            ]),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
