using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>Recomputes a part of the books from its rows. Folders below the ledger add what they have posted from.</summary>
public interface IBookCheck
{
    /// <summary>What holds when nothing is wrong.</summary>
    string Claim { get; }

    /// <returns>The first row that is wrong, in words; null when none is.</returns>
    Task<string?> FirstFaultAsync(PortalDb db, CancellationToken cancellationToken);
}

/// <summary>A claim that holds when its query finds no row. The row's text says what is wrong.</summary>
public sealed record SqlCheck(string Claim, string Sql) : IBookCheck
{
    public async Task<string?> FirstFaultAsync(PortalDb db, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = Sql;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)} {Text(reader, i)}"))
            : null;
    }

    private static string Text(DbDataReader reader, int i) => reader.GetValue(i) switch
    {
        byte[] id when id.Length == 16 => new Guid(id, bigEndian: true).ToString(),
        var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}

/// <summary>What must hold within the ledger itself.</summary>
internal static class LedgerChecks
{
    public static readonly IReadOnlyList<IBookCheck> All =
    [
        new SqlCheck("The postings of each entry sum to zero.", """
            SELECT e."Id" AS entry, e."IdempotencyKey" AS key, CAST(COALESCE(SUM(p."Amount"), 0) AS bigint) AS sum, COUNT(p."Line") AS postings
            FROM ledger_entries e LEFT JOIN ledger_postings p ON p."EntryId" = e."Id"
            GROUP BY e."Id", e."IdempotencyKey" HAVING COALESCE(SUM(p."Amount"), 0) <> 0 OR COUNT(p."Line") < 2
            ORDER BY e."Id" LIMIT 1
            """),
        new SqlCheck("No posting stands without its entry.", """
            SELECT p."EntryId" AS entry, p."Line" AS line FROM ledger_postings p
            WHERE NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e."Id" = p."EntryId") ORDER BY p."EntryId" LIMIT 1
            """),
        new SqlCheck("Each posting bears its entry's time.", """
            SELECT p."EntryId" AS entry, p."Line" AS line FROM ledger_postings p JOIN ledger_entries e ON e."Id" = p."EntryId"
            WHERE p."At" <> e."At" ORDER BY p."EntryId" LIMIT 1
            """),
        new SqlCheck("No entry was made twice.", """
            SELECT "IdempotencyKey" AS key, COUNT(*) AS entries FROM ledger_entries
            GROUP BY "IdempotencyKey" HAVING COUNT(*) > 1 ORDER BY "IdempotencyKey" LIMIT 1
            """),
        new SqlCheck("All postings together sum to zero.", """
            SELECT CAST(SUM("Amount") AS bigint) AS sum FROM ledger_postings HAVING SUM("Amount") <> 0
            """),
        new SqlCheck("Each balance is the sum of its postings.", """
            SELECT b."AccountNumber" AS account, b."Account" AS kind, b."Amount" AS balance, CAST(COALESCE(SUM(p."Amount"), 0) AS bigint) AS postings
            FROM ledger_balances b LEFT JOIN ledger_postings p ON p."AccountNumber" = b."AccountNumber" AND p."Account" = b."Account"
            GROUP BY b."AccountNumber", b."Account", b."Amount" HAVING b."Amount" <> COALESCE(SUM(p."Amount"), 0)
            ORDER BY b."AccountNumber" LIMIT 1
            """),
        new SqlCheck("No account with postings lacks its balance.", """
            SELECT p."AccountNumber" AS account, p."Account" AS kind, p."EntryId" AS entry FROM ledger_postings p
            WHERE p."AccountNumber" IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM ledger_balances b WHERE b."AccountNumber" = p."AccountNumber" AND b."Account" = p."Account")
            ORDER BY p."EntryId" LIMIT 1
            """),
        new SqlCheck("No balance is below zero.", """
            SELECT "AccountNumber" AS account, "Account" AS kind, "Amount" AS balance FROM ledger_balances
            WHERE "Amount" < 0 ORDER BY "AccountNumber" LIMIT 1
            """),
        new LeaseCheck(),
    ];

    private sealed class LeaseCheck : IBookCheck
    {
        public string Claim => "What nodes have leased and what nobody has is together each account's balance.";

        public async Task<string?> FirstFaultAsync(PortalDb db, CancellationToken cancellationToken) => !db.Database.IsNpgsql()
            ? null      // there are no leases
            : await new SqlCheck(Claim, """
                SELECT COALESCE(b.account, p."AccountNumber") AS account, COALESCE(b.balance, 0) AS balance,
                    COALESCE(p."Unleased", 0) AS unleased, COALESCE(l.leased, 0) AS leased
                FROM (SELECT "AccountNumber" AS account, SUM("Amount") AS balance FROM ledger_balances WHERE "Account" IN (1, 2, 3) GROUP BY "AccountNumber") b
                FULL JOIN credit_pools p ON p."AccountNumber" = b.account
                LEFT JOIN (SELECT "AccountNumber" AS account, SUM("Amount") AS leased FROM credit_leases GROUP BY "AccountNumber") l
                    ON l.account = COALESCE(b.account, p."AccountNumber")
                WHERE COALESCE(b.balance, 0) <> COALESCE(p."Unleased", 0) + COALESCE(l.leased, 0) ORDER BY 1 LIMIT 1
                """).FirstFaultAsync(db, cancellationToken);
    }
}

/// <summary><c>ledger verify</c>: recomputes the books, and all that was posted into them, from their rows.</summary>
internal sealed class LedgerVerify(IDbContextFactory<PortalDb> databases, IEnumerable<IBookCheck> checks) : IVerb
{
    public string Name => "ledger verify";

    public string Help => "recomputes ledger, usage and sums from their rows, and names the first wrong one";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        // All checks see the books of one instant, and the portal goes on serving meanwhile.
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = db.Database.GetDbConnection() is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await db.Database.GetDbConnection().BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await db.Database.UseTransactionAsync(transaction, cancellationToken);

        var faults = 0;
        foreach (var check in LedgerChecks.All.Concat(checks))
        {
            var fault = await check.FirstFaultAsync(db, cancellationToken);
            await output.WriteLineAsync(fault is null ? $"ok     {check.Claim}" : $"WRONG  {check.Claim} First: {fault}");
            faults += fault is null ? 0 : 1;
        }

        await output.WriteLineAsync(faults == 0 ? "The ledger is in order." : $"{faults} claims do not hold.");
        return faults == 0 ? 0 : 1;
    }
}
