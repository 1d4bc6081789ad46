using System.Net;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>Writes the request log in batches, off the hot path: rows and their <see cref="TrafficRollup"/> in one transaction.</summary>
internal sealed partial class RequestLogWriter(
    RequestLog source, IDbContextFactory<RequestLogDb> databases, Vault vault, BulkWriter bulk, WhoGotIt whoGotIt, UsageFeed feed,
    ILogger<RequestLogWriter> log) : BackgroundService
{
    private const int BatchRows = 5000;
    private const int MostAttempts = 3;
    private const int MostPauses = 3;
    private const int Few = 100;

    // Gathering a batch is not business time, as in Metering.
    private static readonly TimeProvider RealClock = TimeProvider.System;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The reader comes to its end when all rows are written.
        source.Complete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<RequestLogDraft>(BatchRows);
        while (await source.Rows.WaitToReadAsync(CancellationToken.None))
        {
            await GatherAsync();
            batch.Clear();
            while (batch.Count < BatchRows && source.Rows.TryRead(out var row))
            {
                batch.Add(row);
            }

            await TryWriteAsync(batch);
        }
    }

    // Few rows wait a moment, many for a second: by the row they are cheaper then.
    private async Task GatherAsync()
    {
        for (var pauses = 0; source.Rows.Count < BatchRows && (pauses == 0 || (pauses < MostPauses && source.Rows.Count > Few)); pauses++)
        {
            await PauseAsync();
        }
    }

    // Cut short by the end of the portal.
    private async Task PauseAsync() =>
        await Task.Delay(Pause, RealClock, source.Completed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // While the database is away rows wait here, and behind them in the channel as many as it has room for.
    private async Task TryWriteAsync(List<RequestLogDraft> batch)
    {
        var (attempts, isWaiting) = (0, false);
        while (attempts < MostAttempts)
        {
            try
            {
                await bulk.InTurnAsync(() => WriteAsync(batch, CancellationToken.None), CancellationToken.None);
                feed.Tell(batch.Select(r => r.AccountNumber).Distinct());
                return;
            }
            catch (Exception exception) when (Outage.MayPass(exception) && !source.Completed.IsCancellationRequested)
            {
                if (!isWaiting)
                {
                    LogWaiting(exception, batch.Count);
                }

                isWaiting = true;
            }
            catch (Exception exception)
            {
                LogNotWritten(exception, batch.Count, ++attempts, MostAttempts);
            }

            await PauseAsync();
        }

        source.Drop(batch.Count);
    }

    /// <returns>The rows written.</returns>
    internal async Task<int> WriteAsync(IReadOnlyList<RequestLogDraft> batch, CancellationToken cancellationToken)
    {
        var rows = batch.Select(r => r.RequestId).ToHashSet().Count == batch.Count ? batch : batch.DistinctBy(r => r.RequestId).ToList();
        await whoGotIt.WriteAsync(rows, cancellationToken);      // first: written twice it does no harm
        var entries = await EntriesAsync(rows, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await BulkWriter.InsertAsync(db, entries, cancellationToken);
        await BulkWriter.InsertAsync(db, [.. rows.Where(r => r.FailedAttempts is not null).SelectMany(RequestAttempt.Of)], cancellationToken);
        await BulkWriter.AddUpAsync(db, TrafficRollup.Of(rows), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return entries.Count;
    }

    // An account's address is sealed once a batch: sealing costs as much as the row. Equal bytes in some rows of one account tell
    // no more than that they came from one place.
    private async Task<List<RequestLogEntry>> EntriesAsync(IReadOnlyList<RequestLogDraft> rows, CancellationToken cancellationToken)
    {
        var entries = new List<RequestLogEntry>(rows.Count);
        var known = new Dictionary<(Guid AccountId, IPAddress Ip), Sealed?>();
        foreach (var row in rows)
        {
            Sealed? ip = null;
            if (row.Ip is { } address && !known.TryGetValue((row.AccountId, address), out ip))
            {
                ip = await SealAsync(row.AccountId, address, cancellationToken);
                known.Add((row.AccountId, address), ip);
            }

            entries.Add(RequestLogEntry.Of(row, ip));
        }

        return entries;
    }

    private Task<Sealed?> SealAsync(Guid accountId, IPAddress ip, CancellationToken cancellationToken) =>
        vault.SealOptionalAsync(accountId, (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString(), cancellationToken);

    [LoggerMessage(LogLevel.Error, "{Rows} request log rows wait for the database.")]
    private partial void LogWaiting(Exception exception, int rows);

    [LoggerMessage(LogLevel.Error, "{Rows} request log rows could not be written (attempt {Attempt} of {Most}, then they are dropped).")]
    private partial void LogNotWritten(Exception exception, int rows, int attempt, int most);
}
