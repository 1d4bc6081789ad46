using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>One account's usage to be booked: the calls' ids, with what each was charged and what we lost by it.</summary>
public sealed record UsageCharges(long AccountNumber, IReadOnlyList<UsageCharge> Calls);

/// <summary>One call to be booked. What the account turns out not to have is moved from <c>Charged</c> to <c>Loss</c>.</summary>
/// <param name="node">Whose lease pays; without meaning on SQLite.</param>
public sealed class UsageCharge(Guid requestId, Money charged, Money loss, long node = 0)
{
    public Guid RequestId { get; } = requestId;

    public long Node { get; } = node;

    public Money Charged { get; private set; } = charged;

    public Money Loss { get; private set; } = loss;

    /// <summary>The entry that covers the call; null when there was nothing to book.</summary>
    public Guid? EntryId { get; internal set; }

    internal void LimitTo(long micros) =>
        (Charged, Loss) = (new Money(micros), new Money(Loss.Micros + Charged.Micros - micros));
}

/// <summary>Books usage: promotional credit first, then plan allowance, then the wallet; one entry per account and slice.</summary>
public sealed partial class UsagePoster(GeneralLedger ledger, ILogger<UsagePoster> log)
{
    private static readonly LedgerAccount[] SpendingOrder = [LedgerAccount.PromotionalCredit, LedgerAccount.PlanAllowance, LedgerAccount.CustomerWallet];

    /// <summary>
    /// Books the calls of a slice in the caller's transaction. The caller has made sure that none was booked before; the entry's key, made
    /// of the account and its first call, is the second net.
    /// </summary>
    /// <param name="inPurses">Whether the purses have been charged already, as they are by the settlement.</param>
    /// <returns>What the leases have to pay, to be taken from them last.</returns>
    public async Task<LeaseDraws> PostAsync(
        PortalDb db, IReadOnlyList<UsageCharges> slice, DateTimeOffset at, bool inPurses, CancellationToken cancellationToken)
    {
        long[] numbers = [.. slice.Select(s => s.AccountNumber)];
        var balances = await GeneralLedger.LockBalancesAsync(db, numbers, cancellationToken);
        var draws = inPurses ? await LeaseDraws.ReadAsync(db, numbers, cancellationToken) : LeaseDraws.None;
        var drafts = new List<LedgerDraft>();
        foreach (var account in slice)
        {
            var has = SpendingOrder.Select(kind => balances.GetValueOrDefault((account.AccountNumber, kind))?.Amount.Micros ?? 0).ToArray();
            LimitTo(account, has.Sum(), draws);
            if (Draft(account, has, at) is { } draft)
            {
                drafts.Add(draft with { InPurses = inPurses });
            }
        }

        await ledger.PostNewAsync(db, drafts, cancellationToken);
        return draws;
    }

    // Settlement charges no more than the purse holds, so this happens only where credit was taken back while calls were in flight, or
    // where the others had taken a node for dead that was not.
    private void LimitTo(UsageCharges account, long micros, LeaseDraws draws)
    {
        foreach (var call in account.Calls)
        {
            var paid = draws.Draw(account.AccountNumber, call.Node, Math.Min(call.Charged.Micros, micros));
            if (call.Charged.Micros > paid)
            {
                LogShort(call.RequestId, call.Charged.Micros - paid);
                call.LimitTo(paid);
            }

            micros -= paid;
        }
    }

    private static LedgerDraft? Draft(UsageCharges account, long[] has, DateTimeOffset at)
    {
        var booked = account.Calls.Where(c => c.Charged.Micros > 0 || c.Loss.Micros > 0).ToList();
        if (booked.Count == 0)
        {
            return null;
        }

        var charged = booked.Sum(c => c.Charged.Micros);
        var loss = booked.Sum(c => c.Loss.Micros);
        var draft = new LedgerDraft(
            LedgerEntryKind.Usage, $"usage/{account.AccountNumber}/{booked[0].RequestId:N}", at, [.. Lines(account.AccountNumber, has, charged, loss)])
        {
            RecordCount = booked.Count,
        };
        booked.ForEach(call => call.EntryId = draft.EntryId);
        return draft;
    }

    private static IEnumerable<PostingDraft> Lines(long accountNumber, long[] has, long charged, long loss)
    {
        var left = charged;
        for (var i = 0; i < SpendingOrder.Length && left > 0; i++)
        {
            var taken = Math.Min(left, has[i]);
            if (taken > 0)
            {
                yield return new PostingDraft(SpendingOrder[i], accountNumber, new Money(-taken));
                left -= taken;
            }
        }

        if (charged > 0)
        {
            yield return new PostingDraft(LedgerAccount.Revenue, null, new Money(charged));
        }

        if (loss > 0)
        {
            yield return new PostingDraft(LedgerAccount.OurLoss, null, new Money(-loss));
            yield return new PostingDraft(LedgerAccount.UnpaidUsage, null, new Money(loss));
        }
    }

    [LoggerMessage(LogLevel.Error, "Request {RequestId} was charged {ShortMicros} micros more than the books have for its account: our loss.")]
    private partial void LogShort(Guid requestId, long shortMicros);
}
