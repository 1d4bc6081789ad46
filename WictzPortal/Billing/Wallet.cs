using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;
using WictzPortal.Usage;

namespace WictzPortal.Billing;

/// <summary>A movement of wallet money within the books.</summary>
/// <param name="Other">The other side.</param>
/// <param name="Key">Makes the movement happen once.</param>
public sealed record WalletMove(long AccountNumber, Money Amount, LedgerAccount Other, LedgerEntryKind Kind, string Key, DateTimeOffset At)
{
    /// <summary>What the customer reads beside it.</summary>
    public MovementText? Note { get; init; }
}

/// <summary>
/// Moves money into and out of customers' wallets, in the caller's transaction. What calls in flight hold is not taken: who has moved
/// money in the transaction before asks <see cref="HeldAsync(PortalDb, long, CancellationToken)"/> before that, since purses hear of a movement only when it is committed.
/// </summary>
public sealed class Wallet(GeneralLedger ledger, Purses purses, Plans.Subscriptions subscriptions, PlanShelf shelf, ClusterNews cluster)
{
    /// <summary>What could be taken out now.</summary>
    public async Task<Money> AvailableAsync(long accountNumber, CancellationToken cancellationToken)
    {
        // In this order what is booked in between counts twice, which is on the safe side.
        var balance = await ledger.BalanceAsync(accountNumber, cancellationToken);
        return new Money(balance.Aside.Micros + Free(balance, await HeldOfAsync(balance, accountNumber, cancellationToken)));
    }

    /// <summary>What calls in flight hold, and what calls have cost that is not in the books yet. Before a transaction is begun.</summary>
    public async Task<Money> HeldAsync(long accountNumber, CancellationToken cancellationToken) =>
        await HeldOfAsync(await ledger.BalanceAsync(accountNumber, cancellationToken), accountNumber, cancellationToken);

    /// <summary>
    /// What calls in flight hold, and what calls have cost that is not in the books yet. In the caller's transaction, and before anything
    /// is posted in it. Locks the account's balances.
    /// </summary>
    public async Task<Money> HeldAsync(PortalDb db, long accountNumber, CancellationToken cancellationToken) =>
        await HeldOfAsync(await GeneralLedger.LockBalanceAsync(db, accountNumber, cancellationToken), accountNumber, cancellationToken, db);

    /// <summary>Takes from what is set aside first, then from the wallet. Taking the same key again changes nothing.</summary>
    /// <param name="held">What <see cref="HeldAsync(PortalDb, long, CancellationToken)"/> said; asked for here if not given.</param>
    /// <returns>Null, or <c>billing.not_enough</c>.</returns>
    public async Task<Failure?> TakeAsync(PortalDb db, WalletMove move, CancellationToken cancellationToken, Money? held = null)
    {
        var balance = await GeneralLedger.LockBalanceAsync(db, move.AccountNumber, cancellationToken);
        var aside = Math.Min(balance.Aside.Micros, move.Amount.Micros);
        var wallet = move.Amount.Micros - aside;
        if (wallet > 0 && wallet > Free(balance, held ?? await HeldOfAsync(balance, move.AccountNumber, cancellationToken, db)))
        {
            return new Failure(FailureKind.PaymentRequired, "billing.not_enough", "Your wallet does not have enough for this.");
        }

        var isNew = await ledger.PostAsync(
            db,
            new LedgerDraft(move.Kind, move.Key, move.At,
            [
                .. Line(LedgerAccount.WalletAside, move.AccountNumber, -aside),
                .. Line(LedgerAccount.CustomerWallet, move.AccountNumber, -wallet),
                new PostingDraft(move.Other, null, move.Amount),
            ]),
            cancellationToken);
        await NoteAsync(db, isNew, move, cancellationToken);
        return null;
    }

    /// <summary>Puts money into the wallet, or sets it aside where the account's plan does so. Giving the same key again changes nothing.</summary>
    public async Task GiveAsync(PortalDb db, WalletMove move, CancellationToken cancellationToken)
    {
        await GeneralLedger.LockBalanceAsync(db, move.AccountNumber, cancellationToken);      // a plan that begins or ends meanwhile takes turns
        var live = await subscriptions.LiveAsync(db, move.AccountNumber, cancellationToken);
        var isAside = await StopsAtAllowanceAsync(db, live, cancellationToken);
        await GiveAsync(db, move, isAside ? LedgerAccount.WalletAside : LedgerAccount.CustomerWallet, cancellationToken);
    }

    /// <summary>Whether an account's plan ends at its allowance, so that calls do not spend the wallet.</summary>
    public async Task<bool> StopsAtAllowanceAsync(PortalDb db, Guid accountId, CancellationToken cancellationToken) =>
        await StopsAtAllowanceAsync(db, await subscriptions.LiveAsync(db, accountId, cancellationToken), cancellationToken);

    /// <summary>Gives promotional credit that does not end. Giving the same key again changes nothing.</summary>
    internal Task GivePromotionAsync(PortalDb db, WalletMove move, CancellationToken cancellationToken) =>
        GiveAsync(db, move, LedgerAccount.PromotionalCredit, cancellationToken);

    /// <summary>Takes promotional credit.</summary>
    /// <param name="held">What <see cref="HeldAsync(PortalDb, long, CancellationToken)"/> said.</param>
    /// <returns>Null, or <c>billing.not_enough_promotional</c>.</returns>
    internal async Task<Failure?> TakePromotionAsync(PortalDb db, WalletMove move, Money held, CancellationToken cancellationToken)
    {
        var balance = await GeneralLedger.LockBalanceAsync(db, move.AccountNumber, cancellationToken);
        if (move.Amount.Micros > Math.Min(balance.Promotional.Micros, balance.Total.Micros - held.Micros))
        {
            return new Failure(FailureKind.PaymentRequired, "billing.not_enough_promotional", "There is not enough free promotional credit for this.");
        }

        await GiveAsync(db, move with { Amount = new Money(-move.Amount.Micros) }, LedgerAccount.PromotionalCredit, cancellationToken);
        return null;
    }

    /// <summary>Keeps calls from spending the wallet: all that no call in flight holds is set aside.</summary>
    /// <param name="occasion">Makes this movement happen once.</param>
    /// <param name="held">What <see cref="HeldAsync(PortalDb, long, CancellationToken)"/> said; asked for here if not given.</param>
    public async Task PutAsideAsync(
        PortalDb db, long accountNumber, string occasion, DateTimeOffset at, CancellationToken cancellationToken, Money? held = null)
    {
        var balance = await GeneralLedger.LockBalanceAsync(db, accountNumber, cancellationToken);
        var free = Free(balance, held ?? await HeldOfAsync(balance, accountNumber, cancellationToken, db));
        await ShiftAsync(db, accountNumber, free, $"aside/{occasion}", at, cancellationToken);
        await CallBackAsync(db, accountNumber, cancellationToken);
    }

    /// <summary>Lets calls spend the wallet again.</summary>
    /// <param name="occasion">Makes this movement happen once.</param>
    public async Task PutBackAsync(PortalDb db, long accountNumber, string occasion, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var balance = await GeneralLedger.LockBalanceAsync(db, accountNumber, cancellationToken);
        await ShiftAsync(db, accountNumber, -balance.Aside.Micros, $"back/{occasion}", at, cancellationToken);
    }

    internal async Task<Money> HeldOfAsync(LedgerBalance balance, long accountNumber, CancellationToken cancellationToken, PortalDb? db = null)
    {
        var state = await purses.StateAsync(accountNumber, cancellationToken, db);
        return new Money(Math.Max(0, balance.Total.Micros - state.Available.Micros));
    }

    private async Task<bool> StopsAtAllowanceAsync(PortalDb db, SubscriptionFacts? live, CancellationToken cancellationToken) =>
        live is not null && await shelf.FindAsync(db, live.VersionId, cancellationToken) is { Version.Overage: PlanOverage.Stop };

    // Usage takes promotional credit and allowance before the wallet, so that what is free of the whole is free of the wallet too.
    private static long Free(LedgerBalance balance, Money held) =>
        Math.Max(0, Math.Min(balance.Wallet.Micros, balance.Total.Micros - held.Micros));

    // What nodes have leased of it they could spend until they find it idle, seconds later.
    private Task CallBackAsync(PortalDb db, long accountNumber, CancellationToken cancellationToken) =>
        cluster.TellAsync(db, News.Of(Topic.CreditWanted, accountNumber), cancellationToken);

    private async Task ShiftAsync(
        PortalDb db, long accountNumber, long toAside, string key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (toAside != 0)
        {
            await ledger.PostAsync(
                db,
                new LedgerDraft(LedgerEntryKind.WalletAside, key, at,
                [
                    new PostingDraft(LedgerAccount.CustomerWallet, accountNumber, new Money(-toAside)),
                    new PostingDraft(LedgerAccount.WalletAside, accountNumber, new Money(toAside)),
                ]),
                cancellationToken);
        }
    }

    private async Task GiveAsync(PortalDb db, WalletMove move, LedgerAccount to, CancellationToken cancellationToken)
    {
        var isNew = await ledger.PostAsync(
            db,
            new LedgerDraft(move.Kind, move.Key, move.At,
            [
                new PostingDraft(to, move.AccountNumber, move.Amount),
                new PostingDraft(move.Other, null, new Money(-move.Amount.Micros)),
            ]),
            cancellationToken);
        await NoteAsync(db, isNew, move, cancellationToken);
    }

    private static async Task NoteAsync(PortalDb db, bool isNew, WalletMove move, CancellationToken cancellationToken)
    {
        if (isNew && move.Note is { } text)
        {
            db.MovementNotes.Add(new MovementNote(move.Key, move.AccountNumber, text, move.At));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static PostingDraft[] Line(LedgerAccount account, long accountNumber, long micros) =>
        micros == 0 ? [] : [new PostingDraft(account, accountNumber, new Money(micros))];
}
