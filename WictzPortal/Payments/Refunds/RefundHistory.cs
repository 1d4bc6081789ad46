using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>A refund in the staff's list.</summary>
public sealed record RefundRow(
    Guid Id, string Reference, long AccountNumber, Money Amount, string Reason, RefundState State, string? RefusalCode, Guid AskedBy, DateTimeOffset AskedAt);

/// <summary>Lists refunds for staff.</summary>
internal sealed class RefundHistory(IDbContextFactory<PortalDb> databases, IOptions<RefundOptions> options, TimeProvider clock)
{
    public Money MostPerDay => options.Value.MostPerDayAmount;

    /// <summary>Those that wait for somebody first, the newest on top.</summary>
    public async Task<(IReadOnlyList<RefundRow> Rows, int Total)> ListAsync(int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Refunds.AsNoTracking().OrderBy(r => r.State != RefundState.Asked).ThenByDescending(r => r.AskedAt)
            .Skip(skip).Take(take).ToListAsync(cancellationToken);
        return (
            [.. rows.Select(r => new RefundRow(
                r.Id, r.Reference, r.AccountNumber, r.Amount.Gross, r.Reason, r.State, r.RefusalCode, r.AskedBy, r.AskedAt))],
            await db.Refunds.CountAsync(cancellationToken));
    }

    /// <summary>What went back, or is on its way, since midnight in Istanbul.</summary>
    public async Task<Money> SentTodayAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return Money.FromKurus(await SentSinceAsync(db, IstanbulTime.StartOfDay(clock.GetUtcNow()), cancellationToken));
    }

    /// <returns>In kuruş.</returns>
    internal static async Task<long> SentSinceAsync(PortalDb db, DateTimeOffset since, CancellationToken cancellationToken) =>
        await db.Refunds.Where(r => r.SentAt >= since && r.State != RefundState.Refused).SumAsync(r => r.NetKurus + r.VatKurus, cancellationToken);
}
