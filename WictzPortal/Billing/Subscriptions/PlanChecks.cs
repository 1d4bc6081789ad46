using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>What <c>ledger verify</c> proves of plans.</summary>
internal static class PlanChecks
{
    private const int MicrosPerKurus = 1_000_000;

    public static readonly IBookCheck Deferred = new SqlCheck("Deferred revenue is the price of the plans' periods that run.", $"""
        SELECT d.amount AS deferred, o.amount AS periods
        FROM (SELECT CAST(COALESCE(SUM("Amount"), 0) AS bigint) AS amount FROM ledger_postings WHERE "Account" = {(int)LedgerAccount.DeferredRevenue}) d
        CROSS JOIN (SELECT CAST(COALESCE(SUM("PriceKurus"), 0) AS bigint) * {MicrosPerKurus} AS amount FROM plan_purchases WHERE "ClosedAt" IS NULL) o
        WHERE d.amount <> o.amount
        """);
}
