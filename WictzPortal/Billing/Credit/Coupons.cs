using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Makes coupons, and changes them for credit.</summary>
internal sealed partial class Coupons(
    IDbContextFactory<PortalDb> databases, CreditGrants grants, CouponAttempts attempts, AuditTrail trail, TimeProvider clock)
{
    public const long MostKurus = 100_000_00;
    private const string Unknown = "There is no such coupon. Check it letter by letter.";

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Coupon>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Coupons.AsNoTracking().OrderByDescending(c => c.MadeAt).Take(200).ToListAsync(cancellationToken);
    }

    public async Task<Failure?> MakeAsync(NewCoupon coupon, Guid? staffId, CancellationToken cancellationToken)
    {
        var (code, now) = (Coupon.Normalize(coupon.Code), clock.GetUtcNow());
        if (!CodeForm().IsMatch(code))
        {
            return new Failure(FailureKind.Invalid, "billing.coupon_code", "A code has 4 to {0} letters A–Z, digits and dashes.", Coupon.CodeLength);
        }

        if (coupon.AmountKurus is <= 0 or > MostKurus)
        {
            return new Failure(FailureKind.Invalid, "billing.coupon_amount", "A coupon is worth up to {0}.", Money.FromKurus(MostKurus));
        }

        if (coupon.ValidUntil <= now || coupon.CreditDays is <= 0 or > 3660 || coupon.MostUses is <= 0 || coupon.MostUsesPerAccount is <= 0 or > 100)
        {
            return new Failure(FailureKind.Invalid, "billing.coupon_terms", "The end lies in the future, and every number is above zero.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Coupons.AnyAsync(c => c.Code == code, cancellationToken))
        {
            return new Failure(FailureKind.Conflict, "billing.coupon_taken", "There is a coupon of this code already.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Coupons.Add(new Coupon(coupon, code, staffId, now));
        await db.SaveChangesAsync(cancellationToken);
        await trail.WriteAsync(db, new AuditNote("billing.coupon_made", staffId) { Target = code }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    public async Task WithdrawAsync(Guid couponId, Guid staffId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var coupon = await db.Coupons.AsTracking().SingleAsync(c => c.Id == couponId, cancellationToken);
        coupon.Withdraw(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await trail.WriteAsync(db, new AuditNote("billing.coupon_withdrawn", staffId) { Target = coupon.Code }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Changes a coupon for credit; the caller has checked the role.</summary>
    /// <returns>The credit; or what is wrong with the coupon.</returns>
    public async Task<Outcome<Money>> RedeemAsync(string? typed, Buyer buyer, CancellationToken cancellationToken)
    {
        if (!attempts.MayTry(buyer.AccountId))
        {
            return new Failure(FailureKind.TooMany, "billing.coupon_attempts", "Too many wrong coupons. Try again in an hour.");
        }

        var code = Coupon.Normalize(typed);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var coupon = code.Length is 0 or > Coupon.CodeLength ? null : await db.Coupons.AsNoTracking().SingleOrDefaultAsync(c => c.Code == code, cancellationToken);
        if (coupon is null)
        {
            attempts.Miss(buyer.AccountId);
            return new Failure(FailureKind.NotFound, "billing.coupon_unknown", Unknown);
        }

        var now = clock.GetUtcNow();
        return coupon.WithdrawnAt is not null || coupon.ValidUntil <= now
            ? new Failure(FailureKind.Conflict, "billing.coupon_ended", "This coupon is no longer valid.")
            : await RedeemAsync(db, coupon, buyer, now, cancellationToken);
    }

    private async Task<Outcome<Money>> RedeemAsync(PortalDb db, Coupon coupon, Buyer buyer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var coupons = db.Coupons;

        // The write locks the coupon's row: who redeems it beside us counts the uses only when this is done.
        var taken = await coupons.Where(c => c.Id == coupon.Id && c.WithdrawnAt == null && (c.MostUses == null || c.Uses < c.MostUses))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Uses, c => c.Uses + 1), cancellationToken);
        if (taken == 0)
        {
            return new Failure(FailureKind.Conflict, "billing.coupon_used_up", "This coupon is used up.");
        }

        var before = await db.CouponUses.CountAsync(u => u.CouponId == coupon.Id && u.AccountId == buyer.AccountId, cancellationToken);
        if (before >= coupon.MostUsesPerAccount)
        {
            return new Failure(FailureKind.Conflict, "billing.coupon_used", "Your account has used this coupon already.");
        }

        var use = new CouponUse(coupon.Id, buyer.AccountId, before + 1, buyer.UserId, now);
        var amount = Money.FromKurus(coupon.AmountKurus);
        db.CouponUses.Add(use);
        await db.SaveChangesAsync(cancellationToken);
        var grant = new NewGrant(
            use.Id, buyer.AccountNumber, amount, coupon.CreditDays is { } days ? now.AddDays(days) : null, new MovementText($"kupon {coupon.Code}", $"coupon {coupon.Code}"));
        await grants.GiveAsync(db, grant, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return amount;
    }

    [GeneratedRegex("^[A-Z0-9][A-Z0-9-]{2,38}[A-Z0-9]$")]
    private static partial Regex CodeForm();
}

/// <summary>Counts wrong coupons by account, so that codes are not found by trying. Each node counts for itself.</summary>
internal sealed class CouponAttempts(TimeProvider clock)
{
    public const int Most = 10;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (DateTimeOffset Since, int Count)> _misses = [];

    public bool MayTry(Guid accountId)
    {
        lock (_gate)
        {
            return !_misses.TryGetValue(accountId, out var misses) || misses.Count < Most || clock.GetUtcNow() - misses.Since >= Window;
        }
    }

    public void Miss(Guid accountId)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var old in _misses.Where(m => now - m.Value.Since >= Window).Select(m => m.Key).ToList())
            {
                _misses.Remove(old);
            }

            _misses[accountId] = _misses.TryGetValue(accountId, out var misses) ? (misses.Since, misses.Count + 1) : (now, 1);
        }
    }
}
