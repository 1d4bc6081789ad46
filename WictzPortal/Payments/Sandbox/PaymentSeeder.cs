using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;

namespace WictzPortal.Payments;

/// <summary>Has orders paid at times that are past, for demonstrations, and money given back. The sandbox knows of these sales as of its own.</summary>
public sealed class PaymentSeeder
{
    private const int GaveUp = 6;      // PayTR's code for a buyer who left

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Orders _orders;
    private readonly RefundDesk _refunds;
    private readonly PaytrSandbox _sandbox;

    internal PaymentSeeder(IDbContextFactory<PortalDb> databases, Orders orders, RefundDesk refunds, PaytrSandbox sandbox) =>
        (_databases, _orders, _refunds, _sandbox) = (databases, orders, refunds, sandbox);

    /// <returns>The payment's number at PayTR.</returns>
    public async Task<string> PayAsync(OrderFacts order, PaymentMethod method, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var attempt = await AttemptAsync(db, order, method, at, cancellationToken);
        attempt.Pay(order.Amount.GrossKurus, at);
        await _orders.PaidAsync(db, order.Id, new PaymentFacts(attempt.Id, attempt.Oid, method, at, attempt.IsTest), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _sandbox.Adopt(new SandboxSale
        {
            Oid = attempt.Oid, Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), Kurus = order.Amount.GrossKurus, Method = method,
            IsTest = attempt.IsTest, ResultUrl = "/", Language = "tr", IsDark = false, Basket = [], PaidAt = at, Total = order.Amount.GrossKurus, IsNotified = true,
        });
        return attempt.Oid;
    }

    /// <summary>A try to pay that came to nothing.</summary>
    public async Task FailAsync(OrderFacts order, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        (await AttemptAsync(db, order, PaymentMethod.Card, at, cancellationToken)).Fail(GaveUp, at);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <param name="approvedBy">Null leaves it waiting for somebody else's word.</param>
    public async Task RefundAsync(string oid, long grossKurus, string reason, Guid askedBy, Guid? approvedBy, CancellationToken cancellationToken)
    {
        var asked = await _refunds.AskAsync(oid, grossKurus, reason, askedBy, cancellationToken);
        var refusal = asked.Failure ?? (approvedBy is { } other ? await _refunds.ApproveAsync(asked.Value, other, cancellationToken) : null);
        if (refusal is not null)
        {
            throw new InvalidOperationException($"The demonstration's refund was refused: {refusal}");
        }
    }

    private async Task<PaymentAttempt> AttemptAsync(
        PortalDb db, OrderFacts order, PaymentMethod method, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var number = 1 + await db.PaymentAttempts.CountAsync(a => a.OrderId == order.Id, cancellationToken);
        var attempt = PaymentAttempt.Of(order, number, method, _sandbox.Shop.TestMode, at.AddMinutes(-2));
        db.PaymentAttempts.Add(attempt);
        return attempt;
    }
}
