using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>The counter of requests in one year.</summary>
internal sealed class RequestSeries
{
    private RequestSeries() { }

    [NotPersonal("a year")]
    public int Year { get; private init; }

    [NotPersonal("a count")]
    public int Last { get; private set; }

    public int Next() => ++Last;

    internal sealed class Table : IEntityTypeConfiguration<RequestSeries>
    {
        public void Configure(EntityTypeBuilder<RequestSeries> series)
        {
            series.ToTable("request_series");
            series.HasKey(s => s.Year);
            series.Property(s => s.Year).ValueGeneratedNever();
        }
    }
}

/// <summary>Draws the numbers of requests, in the transaction that files them: <c>VB-2027-000001</c>, without a gap.</summary>
internal static class RequestNumbers
{
    public static async Task<string> DrawAsync(PortalDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var year = BusinessDays.DayOf(now).Year;
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO request_series ("Year", "Last") VALUES ({year}, 0) ON CONFLICT DO NOTHING""", cancellationToken);
        var rows = db.Database.IsNpgsql()
            ? db.Set<RequestSeries>().FromSql($"""SELECT * FROM request_series WHERE "Year" = {year} FOR UPDATE""")
            : db.Set<RequestSeries>().Where(s => s.Year == year);
        var series = await rows.AsTracking().SingleAsync(cancellationToken);
        var number = string.Create(CultureInfo.InvariantCulture, $"VB-{year:0000}-{series.Next():000000}");
        await db.SaveChangesAsync(cancellationToken);
        return number;
    }
}
