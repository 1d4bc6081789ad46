using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>A payment in a list.</summary>
/// <param name="Refunded">What has gone back so far.</param>
public sealed record PaymentRow(
    Guid Id, string Oid, string Reference, long AccountNumber, Guid OrderId, string Title, PaymentMethod Method, AttemptState State, bool IsTest,
    Money Amount, Money Refunded, DateTimeOffset CreatedAt);

/// <summary>What came of one callback.</summary>
public sealed record CallbackRow(string Status, string TotalAmount, CallbackEffect Effect, DateTimeOffset At);

/// <summary>One payment, for staff.</summary>
/// <param name="Left">What no refund has taken or holds.</param>
public sealed record PaymentDetails(
    AttemptState State, VatSplit Amount, long? TakenKurus, DateTimeOffset? DecidedAt, int? FailureCode, string? Refusal, VatSplit Left,
    IReadOnlyList<CallbackRow> Callbacks);

/// <summary>Which payments a list shows.</summary>
/// <param name="AccountId">Of one account, or of all.</param>
/// <param name="Number">Those whose number at PayTR begins so.</param>
public sealed record PaymentFilter(Guid? AccountId = null, AttemptState? State = null, string? Number = null);

/// <summary>Lists payments. The caller makes sure who asks.</summary>
internal sealed class PaymentHistory(IDbContextFactory<PortalDb> databases, Orders orders)
{
    /// <summary>The newest first.</summary>
    public async Task<(IReadOnlyList<PaymentRow> Rows, int Total)> ListAsync(
        PaymentFilter filter, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var number = filter.Number?.Trim().ToUpperInvariant();
        var chosen = db.PaymentAttempts.AsNoTracking()
            .Where(a => filter.AccountId == null || a.AccountId == filter.AccountId)
            .Where(a => filter.State == null || a.State == filter.State)
            .Where(a => number == null || number == "" || a.Oid.StartsWith(number));
        var total = await chosen.CountAsync(cancellationToken);
        var attempts = await chosen.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        var ids = attempts.Select(a => a.Id).ToList();
        var refunds = await db.Refunds.AsNoTracking().Where(r => ids.Contains(r.AttemptId) && r.State == RefundState.Paid).ToListAsync(cancellationToken);
        var titles = new Dictionary<Guid, string>();
        foreach (var orderId in attempts.Select(a => a.OrderId).Distinct())
        {
            titles[orderId] = (await orders.FindAsync(orderId, cancellationToken))?.Title ?? "";
        }

        return ([.. attempts.Select(a => new PaymentRow(
            a.Id, a.Oid, a.Reference, a.AccountNumber, a.OrderId, titles[a.OrderId], a.Method, a.State, a.IsTest, a.Amount.Gross,
            Money.FromKurus(refunds.Where(r => r.AttemptId == a.Id).Sum(r => r.Amount.GrossKurus)), a.CreatedAt))], total);
    }

    /// <summary>An attempt with all that PayTR told about it; null where there is none.</summary>
    public async Task<PaymentDetails?> OpenAsync(Guid attemptId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.PaymentAttempts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == attemptId, cancellationToken) is not { } attempt)
        {
            return null;
        }

        var callbacks = await db.PaymentCallbacks.AsNoTracking().Where(c => c.AttemptId == attemptId).OrderBy(c => c.ReceivedAt).ToListAsync(cancellationToken);
        return new PaymentDetails(
            attempt.State, attempt.Amount, attempt.TakenKurus, attempt.DecidedAt, attempt.FailureCode, attempt.Refusal,
            await RefundDesk.LeftAsync(db, attempt, cancellationToken),
            [.. callbacks.Select(c => new CallbackRow(c.Status, c.TotalAmount, c.Effect, c.ReceivedAt))]);
    }
}
