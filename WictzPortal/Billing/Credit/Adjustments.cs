using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>Corrects customers' money. Above the limit two members of staff are needed; nothing is taken that is not free. All of it stands in the audit trail.</summary>
internal sealed class Adjustments(
    IDbContextFactory<PortalDb> databases, AccountDirectory accounts, Wallet wallet, AuditTrail trail, IOptions<BillingOptions> options, TimeProvider clock)
{
    /// <summary>No adjustment is larger.</summary>
    public static readonly Money Most = Money.FromLira(1_000_000m);

    /// <summary>Above it a second member of staff decides.</summary>
    public Money Limit => Money.FromLira(options.Value.AdjustmentLimit);

    /// <summary>What waits first, then the newest.</summary>
    public async Task<IReadOnlyList<Adjustment>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Adjustments.AsNoTracking().Where(a => a.State == AdjustmentState.Waiting).OrderBy(a => a.ProposedAt).ToListAsync(cancellationToken);
        return [.. waiting, .. await db.Adjustments.AsNoTracking().Where(a => a.State != AdjustmentState.Waiting)
            .OrderByDescending(a => a.ProposedAt).Take(100).ToListAsync(cancellationToken)];
    }

    /// <summary>Posts it, or lets it wait for a second member of staff. The same id again changes nothing.</summary>
    public async Task<Outcome<AdjustmentState>> ProposeAsync(NewAdjustment wanted, Guid staffId, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(wanted, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var held = await wallet.HeldAsync(wanted.AccountNumber, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Adjustments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == wanted.Id, cancellationToken) is { } known)
        {
            return known.State;
        }

        var adjustment = new Adjustment(wanted, staffId, clock.GetUtcNow());
        db.Adjustments.Add(adjustment);
        await db.SaveChangesAsync(cancellationToken);
        if (Math.Abs(wanted.Amount.Micros) <= Limit.Micros && await PostAsync(db, adjustment, null, held, cancellationToken) is { } failure)
        {
            return failure;
        }

        await WriteAsync(db, "billing.adjustment_proposed", staffId, adjustment, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return adjustment.State;
    }

    /// <summary>The second member of staff's word; never the first one's.</summary>
    public async Task<Failure?> DecideAsync(Guid id, bool approved, Guid staffId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var number = await db.Adjustments.Where(a => a.Id == id).Select(a => a.AccountNumber).SingleOrDefaultAsync(cancellationToken);
        var held = await wallet.HeldAsync(number, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await GeneralLedger.LockBalanceAsync(db, number, cancellationToken);      // two who decide at once take turns
        var adjustment = await db.Adjustments.AsTracking().SingleOrDefaultAsync(a => a.Id == id && a.State == AdjustmentState.Waiting, cancellationToken);
        if (adjustment is null)
        {
            return new Failure(FailureKind.Conflict, "billing.adjustment_decided", "This adjustment has been decided.");
        }

        if (adjustment.ProposedBy == staffId)
        {
            return new Failure(FailureKind.Forbidden, "billing.second_person", "Somebody else of the staff decides what you have proposed.");
        }

        if (!approved)
        {
            adjustment.Decide(posted: false, staffId, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
        else if (await PostAsync(db, adjustment, staffId, held, cancellationToken) is { } failure)
        {
            return failure;
        }

        await WriteAsync(db, "billing.adjustment_decided", staffId, adjustment, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private async Task<Failure?> RefusalAsync(NewAdjustment wanted, CancellationToken cancellationToken) =>
        wanted.Amount.Micros == 0 || Math.Abs(wanted.Amount.Micros) > Most.Micros
            ? new Failure(FailureKind.Invalid, "billing.adjustment_amount", "An adjustment is up to {0}.", Most)
        : wanted.Purse is not (PurseKind.Wallet or PurseKind.Promotional)
            ? new Failure(FailureKind.Invalid, "billing.adjustment_purse", "Choose the wallet or the promotional credit.")
        : wanted.Reason.Trim().Length is 0 or > MovementText.Length || wanted.InternalNote.Length > Adjustment.NoteLength
            ? new Failure(FailureKind.Invalid, "billing.adjustment_reason", "Give the customer a reason of at most {0} characters.", MovementText.Length)
        : await accounts.FindByNumberAsync(wanted.AccountNumber, cancellationToken) is null
            ? new Failure(FailureKind.NotFound, "billing.account_unknown", "There is no account of this number.")
        : null;

    private async Task<Failure?> PostAsync(PortalDb db, Adjustment adjustment, Guid? secondId, Money held, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isGift = adjustment.Amount.Micros > 0;
        var isWallet = adjustment.Purse == PurseKind.Wallet;
        var move = new WalletMove(
            adjustment.AccountNumber, new Money(Math.Abs(adjustment.Amount.Micros)), isWallet ? LedgerAccount.Adjustments : LedgerAccount.PromotionalCost,
            LedgerEntryKind.Adjustment, $"adjustment/{adjustment.Id:N}", now)
        {
            Note = new MovementText(adjustment.Reason, adjustment.Reason),
        };
        Failure? failure = null;
        if (isGift)
        {
            await (isWallet ? wallet.GiveAsync(db, move, cancellationToken) : wallet.GivePromotionAsync(db, move, cancellationToken));
        }
        else
        {
            failure = await (isWallet
                ? wallet.TakeAsync(db, move, cancellationToken, held)
                : wallet.TakePromotionAsync(db, move, held, cancellationToken));
        }

        if (failure is null)
        {
            adjustment.Decide(posted: true, secondId, now);
            await db.SaveChangesAsync(cancellationToken);
        }

        return failure;
    }

    private Task WriteAsync(PortalDb db, string action, Guid staffId, Adjustment adjustment, CancellationToken cancellationToken) =>
        trail.WriteAsync(db, new AuditNote(action, staffId) { Target = $"{adjustment.Id:N} {adjustment.State}" }, cancellationToken);
}
