using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>What the pages ask about usage. Nothing older than its retention is ever returned, whether or not it is deleted yet.</summary>
public sealed class UsageQuery(
    IDbContextFactory<PortalDb> databases, IDbContextFactory<RequestLogDb> requestLogs, Vault vault, TimeProvider clock)
{
    /// <summary>The request list counts no further than this; it says "10,000+" then.</summary>
    public const int CountLimit = 10_000;

    /// <summary>Sums, chart and top lists of one account, up to now; of one of its keys alone where one is named.</summary>
    public async Task<UsageOverview> OverviewAsync(
        long accountNumber, UsageRange range, TimeZoneInfo zone, CancellationToken cancellationToken, Guid? keyId = null)
    {
        var bars = Bars.Of(range, zone, clock.GetUtcNow());
        var cells = await CellsAsync(accountNumber, bars, cancellationToken);
        cells.RemoveAll(cell => keyId is not null && cell.KeyId != keyId);
        var current = cells.Where(c => c.QuarterAt >= bars.FromAt).ToList();
        var previous = cells.Where(c => c.QuarterAt < bars.FromAt).ToList();
        return new UsageOverview(
            range, bars.FromAt, bars.ToAt, UsageCell.Total(current), UsageCell.Total(previous), bars.Starts,
            UsageCell.Points(current, bars), UsageCell.ByModel(current), UsageCell.ByKey(current));
    }

    /// <summary>One page of an account's calls, newest first.</summary>
    public async Task<RequestPage> RequestsAsync(
        long accountNumber, RequestFilter filter, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await requestLogs.CreateDbContextAsync(cancellationToken);
        var found = Matching(db, accountNumber, filter);
        var total = await NewestFirst(found).Take(CountLimit + 1).CountAsync(cancellationToken);
        var rows = await NewestFirst(found).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return new RequestPage(rows.ConvertAll(Row), Math.Min(total, CountLimit));
    }

    /// <summary>All of an account's calls that pass the filter, newest first, for a download.</summary>
    public async IAsyncEnumerable<RequestRow> StreamAsync(
        long accountNumber, RequestFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // In pages by place, not one long reader: an open read snapshot would keep SQLite's write-ahead log growing.
        const int PageRows = 2000;
        var left = filter;
        var seen = new HashSet<Guid>();
        while (true)
        {
            await using var db = await requestLogs.CreateDbContextAsync(cancellationToken);
            var page = await NewestFirst(Matching(db, accountNumber, left)).Take(PageRows).ToListAsync(cancellationToken);
            foreach (var entry in page.Where(e => !seen.Contains(e.RequestId)))
            {
                yield return Row(entry);
            }

            if (page.Count < PageRows || page[0].At == page[^1].At)
            {
                yield break;
            }

            // The next page begins at the last row's instant; the rows of that instant are known.
            seen = [.. page.Where(e => e.At == page[^1].At).Select(e => e.RequestId)];
            left = left with { ToAt = page[^1].At.AddMilliseconds(1) };
        }
    }

    /// <returns>Null when the account has no such call, or it is past its 90 days.</returns>
    public async Task<RequestDetails?> FindAsync(long accountNumber, Guid requestId, CancellationToken cancellationToken)
    {
        await using var logs = await requestLogs.CreateDbContextAsync(cancellationToken);
        var oldest = clock.GetUtcNow() - RequestLogEntry.Kept;
        var entry = await logs.RequestLogFor(Purpose.ServiceDelivery).SingleOrDefaultAsync(
            e => e.RequestId == requestId && e.AccountNumber == accountNumber && e.At > oldest, cancellationToken);
        if (entry is null)
        {
            return null;
        }

        var attempts = await AttemptsAsync(logs, requestId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var record = await db.UsageRecords.AsNoTracking().SingleOrDefaultAsync(r => r.RequestId == requestId, cancellationToken);
        var ip = await vault.OpenAsync(entry.AccountId, entry.Ip, Purpose.Security, cancellationToken);
        return new RequestDetails(Row(entry), ip, record is null ? null : new MeteredUsage(
            record.Tokens, record.Units, record.PriceVersionId, record.Cost, record.Charged, record.End, record.Estimated, record.Attempts))
        {
            FailedAttempts = attempts,
        };
    }

    /// <summary>The tries that did not answer a call of the account, in order; none when they are past their 90 days.</summary>
    public async Task<IReadOnlyList<AttemptRow>> FailedAttemptsAsync(long accountNumber, Guid requestId, CancellationToken cancellationToken)
    {
        await using var logs = await requestLogs.CreateDbContextAsync(cancellationToken);
        var oldest = clock.GetUtcNow() - RequestLogEntry.Kept;
        var isKept = await logs.RequestLogFor(Purpose.ServiceDelivery).AnyAsync(
            e => e.RequestId == requestId && e.AccountNumber == accountNumber && e.At > oldest, cancellationToken);
        return isKept ? await AttemptsAsync(logs, requestId, cancellationToken) : [];
    }

    private static Task<List<AttemptRow>> AttemptsAsync(RequestLogDb logs, Guid requestId, CancellationToken cancellationToken) =>
        logs.RequestAttempts.AsNoTracking().Where(a => a.RequestId == requestId).OrderBy(a => a.Number)
            .Select(a => new AttemptRow(a.DeploymentId, a.ErrorCode, TimeSpan.FromMilliseconds(a.DurationMilliseconds))).ToListAsync(cancellationToken);

    private IQueryable<RequestLogEntry> Matching(RequestLogDb db, long accountNumber, RequestFilter filter)
    {
        var oldest = clock.GetUtcNow() - RequestLogEntry.Kept;
        var from = filter.FromAt > oldest ? filter.FromAt.ToUniversalTime() : oldest;
        var to = filter.ToAt.ToUniversalTime();
        var rows = db.RequestLogFor(Purpose.ServiceDelivery).Where(e => e.AccountNumber == accountNumber && e.At >= from && e.At < to);
        if (filter.ModelId is { } model)
        {
            rows = rows.Where(e => e.ModelId == model);
        }

        if (filter.KeyId is { } key)
        {
            rows = rows.Where(e => e.KeyId == key);
        }

        if (filter.Status is { } status)
        {
            var lowest = (int)status * 100;
            rows = rows.Where(e => e.Status >= lowest && e.Status < lowest + 100);
        }

        return rows;
    }

    private static IQueryable<RequestLogEntry> NewestFirst(IQueryable<RequestLogEntry> rows) =>
        rows.OrderByDescending(e => e.At).ThenByDescending(e => e.RequestId);

    private static RequestRow Row(RequestLogEntry e) => new(
        e.RequestId, e.At, e.KeyId, e.ModelId, e.DeploymentId, e.Route, e.Status, e.ErrorCode, e.Streamed,
        TimeSpan.FromMilliseconds(e.DurationMilliseconds),
        e.FirstByteMilliseconds is { } firstByte ? TimeSpan.FromMilliseconds(firstByte) : null,
        e.InputTokens, e.OutputTokens, e.Cost, e.ClientFamily)
    {
        Units = (e.UnitKind, e.UnitCount),
    };

    /// <summary>The roll-ups of both kinds, summed by bar and brought into one shape.</summary>
    private async Task<List<UsageCell>> CellsAsync(long accountNumber, Bars bars, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var logs = await requestLogs.CreateDbContextAsync(cancellationToken);
        var cells = new List<UsageCell>();
        foreach (var run in bars.Runs())
        {
            cells.AddRange(await MeteredAsync(BarSums.Of<UsageRollup>(db, accountNumber, run), cancellationToken));
            cells.AddRange(await UnmeteredAsync(BarSums.Of<TrafficRollup>(logs, accountNumber, run), cancellationToken));
        }

        return cells;
    }

    private static Task<List<UsageCell>> MeteredAsync(IQueryable<UsageRollup> rollups, CancellationToken cancellationToken) =>
        rollups.Select(r => new UsageCell
        {
            QuarterAt = r.QuarterAt,
            ModelId = r.ModelId,
            KeyId = r.KeyId,
            Requests = r.Requests,
            Errors = r.Errors,
            InputTokens = r.InputTokens + r.CachedInputTokens + r.CacheWrite5mTokens + r.CacheWrite1hTokens + r.AudioInputTokens,
            OutputTokens = r.OutputTokens + r.AudioOutputTokens,
            Charged = r.Charged,
        }).ToListAsync(cancellationToken);

    private static Task<List<UsageCell>> UnmeteredAsync(IQueryable<TrafficRollup> rollups, CancellationToken cancellationToken) =>
        rollups.Select(r => new UsageCell
        {
            QuarterAt = r.QuarterAt,
            ModelId = r.ModelId,
            KeyId = r.KeyId,
            Requests = r.Unmetered,
            Errors = r.UnmeteredErrors,
            Timed = r.Timed,
            DurationMilliseconds = r.DurationMilliseconds,
            FirstBytes = r.FirstBytes,
            FirstByteMilliseconds = r.FirstByteMilliseconds,
        }).ToListAsync(cancellationToken);
}
