using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>A number drawn, with the moment of issue that belongs to it.</summary>
internal sealed record DrawnNumber(InvoiceSeries Series, int Sequence, string Number, DateTimeOffset At);

/// <summary>
/// Draws numbers in the transaction that issues the document, so that both exist or neither: 1 to n without a gap, and no document dated
/// before the one with the number before it.
/// </summary>
internal static class Numbering
{
    /// <summary>How far this node's clock may be behind the one that issued last. Such a document gets that one's time.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <param name="now">One reading of the clock; date, time and year all come from it.</param>
    /// <returns>Null when the clock is too far behind the last document.</returns>
    public static async Task<DrawnNumber?> DrawAsync(
        PortalDb db, string prefix, bool isLegal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (true)
        {
            var series = await LockAsync(db, prefix, cancellationToken);
            if (series is null)
            {
                var year = IstanbulTime.Of(now).Year;
                await db.Database.ExecuteSqlAsync($"""
                    INSERT INTO invoice_series ("Prefix", "Year", "Last", "LastHash") VALUES ({prefix}, {year}, 0, {new byte[32]}) ON CONFLICT DO NOTHING
                    """, cancellationToken);
            }
            else if (series.ClosedAt is not null)
            {
                db.Entry(series).State = EntityState.Detached;      // another transaction has begun the next year meanwhile
            }
            else
            {
                return series.LastIssuedAt - now > Skew ? null : await DrawAsync(db, series, isLegal, now, cancellationToken);
            }
        }
    }

    public static string Format(string prefix, int year, int sequence, bool isLegal) => isLegal
        ? string.Create(CultureInfo.InvariantCulture, $"{prefix}{year:0000}{sequence:000000000}")
        : string.Create(CultureInfo.InvariantCulture, $"{prefix}-{year:0000}-{sequence:000000}");

    private static async Task<DrawnNumber> DrawAsync(
        PortalDb db, InvoiceSeries series, bool isLegal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var at = series.LastIssuedAt is { } last && last > now ? last : now;
        if (IstanbulTime.Of(at).Year is var year && year > series.Year)
        {
            series.Close(at);
            series = new InvoiceSeries(series.Prefix, year, series.LastHash);
            db.Add(series);
        }

        var sequence = series.Next(at);
        await db.SaveChangesAsync(cancellationToken);
        return new DrawnNumber(series, sequence, Format(series.Prefix, series.Year, sequence, isLegal), at);
    }

    // On SQLite the transaction is the only writer. On PostgreSQL whoever waited here sees what the one before has made of the row.
    private static Task<InvoiceSeries?> LockAsync(PortalDb db, string prefix, CancellationToken cancellationToken)
    {
        var rows = db.Database.IsNpgsql()
            ? db.InvoiceSeries.FromSql($"""SELECT * FROM invoice_series WHERE "Prefix" = {prefix} ORDER BY "Year" DESC LIMIT 1 FOR UPDATE""")
            : db.InvoiceSeries.Where(s => s.Prefix == prefix).OrderByDescending(s => s.Year).Take(1);
        return rows.AsTracking().SingleOrDefaultAsync(cancellationToken);
    }
}
