using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>What one of the books' own accounts moved by, in a span of time, by one kind of entry.</summary>
/// <param name="FromAt">The span's first instant; null for all that was before the first span.</param>
public sealed record LedgerTotal(DateTimeOffset? FromAt, LedgerAccount Account, LedgerEntryKind Kind, Money Amount);

/// <summary>Sums up the books' own accounts, for the operator.</summary>
public sealed class LedgerTotals(IDbContextFactory<PortalDb> databases)
{
    /// <summary>One statement, so all of it is of one instant.</summary>
    /// <param name="starts">Where each span begins; it ends with the next, and the last one now.</param>
    public async Task<IReadOnlyList<LedgerTotal>> ReadAsync(IReadOnlyCollection<DateTimeOffset> starts, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var at = LedgerHistory.TimeOf(db);
        var spans = starts.Select(start => start.ToUnixTimeMilliseconds()).OrderDescending().Select(start => $"WHEN {at} >= {start} THEN {start}");
        var sql = $"""
            SELECT CASE {string.Join(' ', spans)} ELSE -1 END AS "Start", CAST(p."Account" AS integer) AS "Account", CAST(e."Kind" AS integer) AS "Kind",
                CAST(SUM(p."Amount") AS bigint) AS "Micros"
            FROM ledger_postings p JOIN ledger_entries e ON e."Id" = p."EntryId"
            WHERE p."AccountNumber" IS NULL GROUP BY 1, 2, 3
            """;
        var rows = await db.Database.SqlQueryRaw<Row>(sql).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new LedgerTotal(
            row.Start < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Start), (LedgerAccount)row.Account, (LedgerEntryKind)row.Kind, new Money(row.Micros)));
    }

    private sealed record Row(long Start, int Account, int Kind, long Micros);
}
