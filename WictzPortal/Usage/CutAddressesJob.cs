using System.Net;
using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>Cuts the addresses in the request log to their network after 30 days, every hour.</summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Cuts addresses older than 30 days to their network.")]
[CronTrigger("0 7 * * * ?"), DisallowConcurrentExecution]
internal sealed class CutAddressesJob(
    IDbContextFactory<RequestLogDb> databases, Vault vault, BulkWriter bulk, TimeProvider clock) : IJob
{
    private const int BatchRows = 1000;

    // An address is cut before its time, by more than the hour between two runs, so that none is ever whole beyond it.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(2);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice, and to break off. Returns the rows changed.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - RequestLogEntry.IpKeptWhole + Margin;
        var (rows, cut) = (0, 0);
        do
        {
            // One short transaction a batch, in turn with the other bulk writers.
            cut = await bulk.InTurnAsync(() => CutAsync(before, cancellationToken), cancellationToken);
            rows += cut;
        }
        while (cut > 0);

        return rows;
    }

    private async Task<int> CutAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.RequestLogEntries.Where(e => e.IpIsWhole && e.At < before)
            .OrderBy(e => e.At).Take(BatchRows).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            var whole = await vault.OpenAsync(row.AccountId, row.Ip, Purpose.Security, cancellationToken);
            row.CutIp(IPAddress.TryParse(whole, out var ip)
                ? await vault.SealAsync(row.AccountId, NetworkOf(ip), cancellationToken)
                : null);
        }

        await db.SaveChangesAsync(cancellationToken);
        return rows.Count;
    }

    /// <summary>The /24 of an IPv4 address, the /48 of an IPv6 address.</summary>
    internal static string NetworkOf(IPAddress ip)
    {
        var bytes = ip.GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 6;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
