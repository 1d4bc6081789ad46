using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Recipients;

namespace WictzPortal.Payments;

/// <summary>Keeps payment attempts: begins them, once for each try, and holds what opens their payment page.</summary>
internal sealed class Attempts(IDbContextFactory<PortalDb> databases, Vault vault, PaytrShop shop, RecipientBook recipients, TimeProvider clock)
{
    private const string SealUse = "payment-pages";

    /// <summary>The attempt that can be paid now in that way, or a new one. Two calls at once get the same.</summary>
    public async Task<(PaymentAttempt Attempt, bool IsNew)> BeginAsync(OrderFacts order, PaymentMethod method, CancellationToken cancellationToken)
    {
        try
        {
            return await BeginOnceAsync(order, method, cancellationToken);
        }
        catch (DbUpdateException)
        {
            return await BeginOnceAsync(order, method, cancellationToken);      // a click at the same instant was faster, and its attempt is there now
        }
    }

    public async Task AwaitBuyerAsync(PaymentAttempt attempt, string pageToken, CancellationToken cancellationToken)
    {
        var token = await vault.SealSecretAsync(SealUse, pageToken, cancellationToken);
        await ChangeAsync(attempt.Id, stored => stored.Await(token), cancellationToken);
        if (recipients.OfHost(shop.Address.IdnHost) is { } paytr)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            await RecipientsSeen.WriteAsync(db, [new Sighting(attempt.AccountNumber, paytr.Id, today)], cancellationToken);
        }
    }

    public Task RefuseAsync(Guid attemptId, string? words, CancellationToken cancellationToken) =>
        ChangeAsync(attemptId, attempt => attempt.Refuse(words, clock.GetUtcNow()), cancellationToken);

    /// <summary>The try of that number; null where the order has none.</summary>
    public async Task<PaymentAttempt?> FindAsync(Guid orderId, int number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PaymentAttempts.AsNoTracking().SingleOrDefaultAsync(a => a.OrderId == orderId && a.Number == number, cancellationToken);
    }

    public async Task<PaymentAttempt?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PaymentAttempts.AsNoTracking().SingleOrDefaultAsync(a => a.Reference == reference, cancellationToken);
    }

    /// <summary>The address of the payment page, for the frame; null when nobody can pay there any more.</summary>
    public async Task<string?> FrameAsync(PaymentAttempt attempt, CancellationToken cancellationToken) =>
        attempt.PageToken is { } token && attempt.State is AttemptState.AwaitingBuyer && clock.GetUtcNow() < attempt.CreatedAt + TokenRequest.Lifetime
            ? shop.FrameOf(attempt.Method, await vault.OpenSecretAsync(SealUse, token, cancellationToken))
            : null;

    private async Task<(PaymentAttempt Attempt, bool IsNew)> BeginOnceAsync(OrderFacts order, PaymentMethod method, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tries = await db.PaymentAttempts.AsNoTracking().Where(a => a.OrderId == order.Id).OrderBy(a => a.Number).ToListAsync(cancellationToken);
        if (tries.LastOrDefault(a => a.Method == method && a.IsOpenAt(now)) is { } open)
        {
            return (open, false);
        }

        var attempt = PaymentAttempt.Of(order, tries.Count + 1, method, shop.TestMode, now);
        db.PaymentAttempts.Add(attempt);
        await db.SaveChangesAsync(cancellationToken);
        return (attempt, true);
    }

    private async Task ChangeAsync(Guid attemptId, Action<PaymentAttempt> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var oid = await db.PaymentAttempts.Where(a => a.Id == attemptId).Select(a => a.Oid).SingleAsync(cancellationToken);
        change((await db.LockAttemptAsync(oid, cancellationToken))!);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
