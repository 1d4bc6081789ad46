using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>The only node hands out the whole limit, but for what was used before it began to count.</summary>
internal sealed partial class WholeLimits(LimitSeeds seeds, ILogger<WholeLimits> log) : IAllowances
{
    public void Open(LimitCounter counter, Tally tally)
    {
        // A window that follows another begins empty; and what a minute before a restart had used is forgotten.
        if (!tally.IsFirst || counter.Period <= LimitPeriod.Minute)
        {
            tally.FillWhole(counter.Limit);
        }
    }

    public async Task<Fetched> FetchAsync(LimitCounter counter, Tally tally, long need)
    {
        if (!tally.IsWhole)
        {
            try
            {
                var used = await seeds.UsedAsync(counter, tally.Window.Start);
                tally.FillWhole(counter.Limit - used);
            }
            catch (Exception exception) when (Outage.IsCauseOf(exception) || exception is OperationCanceledException)
            {
                LogUnknown(exception);
                return Fetched.Unknown;
            }
        }

        return Fetched.Yes;
    }

    public void Watch(LimitCounter counter, Tally tally)
    {
        // Nothing more ever comes.
    }

    [LoggerMessage(LogLevel.Warning, "What a limit's window has seen so far cannot be read. Calls that it limits get 503 until it can.")]
    private partial void LogUnknown(Exception exception);
}

/// <summary>
/// What was used in a window before this process counted, by the roll-ups: their quarters make up every zone's days exactly. Of the calls
/// that reached a provider and cost nothing it knows what the request log knows: a crash may forget the last second of them.
/// </summary>
internal sealed class LimitSeeds(IDbContextFactory<PortalDb> databases, IDbContextFactory<RequestLogDb> logs)
{
    public async Task<long> UsedAsync(LimitCounter counter, DateTimeOffset start)
    {
        using var patience = new CancellationTokenSource(LimitSupply.Patience, LimitSupply.RealClock);
        await using var db = await databases.CreateDbContextAsync(patience.Token);
        var (accountNumber, from) = (counter.AccountNumber, Quarters.Of(start));
        var rollups = db.UsageRollups.AsNoTracking().Where(r => r.AccountNumber == accountNumber && r.QuarterAt >= from);
        if (counter.KeyId is { } keyId)
        {
            rollups = rollups.Where(r => r.KeyId == keyId);
        }

        switch (counter.Kind)
        {
            case LimitKind.Requests:
                return await rollups.SumAsync(r => r.Requests, patience.Token) + await UnmeteredAsync(counter, from, patience.Token);
            case LimitKind.Tokens:
                return await rollups.SumAsync(
                    r => r.InputTokens + r.CachedInputTokens + r.CacheWrite5mTokens + r.CacheWrite1hTokens + r.AudioInputTokens
                        + r.OutputTokens + r.AudioOutputTokens, patience.Token);
            default:
                var charged = await rollups.Select(r => r.Charged).ToListAsync(patience.Token);
                return charged.Sum(amount => amount.Micros);
        }
    }

    private async Task<long> UnmeteredAsync(LimitCounter counter, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var db = await logs.CreateDbContextAsync(cancellationToken);
        var accountNumber = counter.AccountNumber;
        var rollups = db.TrafficRollups.AsNoTracking().Where(r => r.AccountNumber == accountNumber && r.QuarterAt >= from);
        if (counter.KeyId is { } keyId)
        {
            rollups = rollups.Where(r => r.KeyId == keyId);
        }

        return await rollups.SumAsync(r => r.UnmeteredSent, cancellationToken);
    }
}
