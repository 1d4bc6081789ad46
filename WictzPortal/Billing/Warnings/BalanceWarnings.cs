using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Webhooks;

namespace WictzPortal.Billing;

/// <summary>Tells an account's people, and its endpoints, once when what calls may spend falls below what they chose.</summary>
internal sealed class BalanceWarnings(
    IDbContextFactory<PortalDb> databases, GeneralLedger ledger, AccountPost post, WarningLetters letters, WebhookDesk webhooks)
{
    /// <summary>Thresholds an account may have.</summary>
    public const int Most = 3;

    /// <summary>The name of the event.</summary>
    public const string Event = "balance.low";

    /// <summary>In kuruş, the highest first.</summary>
    public async Task<IReadOnlyList<long>> ListAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.BalanceWarnings.Where(w => w.AccountId == accountId).OrderByDescending(w => w.ThresholdKurus)
            .Select(w => w.ThresholdKurus).ToListAsync(cancellationToken);
    }

    /// <summary>Takes the place of what was set. One that lies above the balance waits until the balance has been above it.</summary>
    public async Task SetAsync(Guid accountId, long accountNumber, IReadOnlyCollection<long> thresholdsKurus, CancellationToken cancellationToken)
    {
        var balance = (await ledger.BalanceAsync(accountNumber, cancellationToken)).Total;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var warnings = db.BalanceWarnings;
        await warnings.Where(w => w.AccountId == accountId).ExecuteDeleteAsync(cancellationToken);
        warnings.AddRange(thresholdsKurus.Distinct().Take(Most).Select(kurus =>
            new BalanceWarning(accountId, accountNumber, kurus, isArmed: balance.Micros >= Money.FromKurus(kurus).Micros)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Looks at every account that has thresholds. Safe to run twice and on several nodes.</summary>
    /// <returns>How many accounts were warned.</returns>
    public async Task<int> CheckAsync(CancellationToken cancellationToken)
    {
        List<BalanceWarning> all;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            all = await db.BalanceWarnings.AsNoTracking().ToListAsync(cancellationToken);
        }

        var warned = 0;
        var balances = all.Count == 0 ? new Dictionary<long, Money>() : await ledger.BalancesAsync(cancellationToken);
        foreach (var account in all.GroupBy(w => (w.AccountId, w.AccountNumber)))
        {
            var balance = balances.GetValueOrDefault(account.Key.AccountNumber);
            var crossed = account.Where(w => w.IsArmed && IsBelow(w, balance)).ToList();
            var passed = account.Where(w => !w.IsArmed && !IsBelow(w, balance)).ToList();
            if (crossed.Count > 0 || passed.Count > 0)
            {
                warned += await MarkAsync(account.Key.AccountId, account.Key.AccountNumber, balance, crossed, passed, cancellationToken) ? 1 : 0;
            }
        }

        if (warned > 0)
        {
            post.Nudge();
            webhooks.Nudge();
        }

        return warned;
    }

    private static bool IsBelow(BalanceWarning warning, Money balance) => balance.Micros < Money.FromKurus(warning.ThresholdKurus).Micros;

    private async Task<bool> MarkAsync(
        Guid accountId, long accountNumber, Money balance, List<BalanceWarning> crossed, List<BalanceWarning> passed, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ArmAsync(db, accountId, passed, true, cancellationToken);
        var told = await ArmAsync(db, accountId, crossed, false, cancellationToken) > 0;
        if (told)
        {
            // Several crossed at once are one piece of news: the lowest says it all.
            var threshold = Money.FromKurus(crossed.Min(w => w.ThresholdKurus));
            await post.QueueAsync(db, accountId, name => letters.BalanceLow(name, threshold, balance), cancellationToken, MemberRole.Admin);
            var data = new JsonObject { ["account"] = accountNumber, ["threshold_try"] = Text(threshold), ["balance_try"] = Text(balance) };
            await webhooks.PublishAsync(db, accountId, Event, data, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return told;
    }

    private static async Task<int> ArmAsync(PortalDb db, Guid accountId, List<BalanceWarning> which, bool isArmed, CancellationToken cancellationToken)
    {
        var (warnings, thresholds) = (db.BalanceWarnings, which.Select(w => w.ThresholdKurus).ToList());
        return await warnings.Where(w => w.AccountId == accountId && w.IsArmed != isArmed && thresholds.Contains(w.ThresholdKurus))
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.IsArmed, isArmed), cancellationToken);
    }

    private static string Text(Money amount) => amount.Lira.ToString("0.00######", CultureInfo.InvariantCulture);
}
