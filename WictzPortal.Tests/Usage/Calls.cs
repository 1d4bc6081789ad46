using Microsoft.EntityFrameworkCore;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Models;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>Accounts with credit, and calls, as the tests of metering need them.</summary>
internal static class Calls
{
    public static readonly Guid Key = Guid.Parse("0192c0de-0000-7000-8000-000000000001");

    private static long _nextNumber = Random.Shared.NextInt64(1L << 40, 1L << 50);

    /// <summary>A fresh account number with wallet credit, told to the purses as any top-up is.</summary>
    public static async Task<long> AccountWithAsync(PortalApp app, long walletMicros, long promotionalMicros = 0)
    {
        var number = Interlocked.Increment(ref _nextNumber);
        await PostAsync(app, number, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, walletMicros);
        await PostAsync(app, number, LedgerAccount.PromotionalCredit, LedgerAccount.PromotionalCost, promotionalMicros);
        return number;
    }

    public static async Task PostAsync(PortalApp app, long number, LedgerAccount to, LedgerAccount from, long micros)
    {
        if (micros == 0)
        {
            return;
        }

        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await app.Get<GeneralLedger>().PostAsync(
            db,
            new LedgerDraft(LedgerEntryKind.TopUp, $"test/{Guid.NewGuid():N}", DateTimeOffset.UtcNow,
            [
                new PostingDraft(to, number, new Money(micros)),
                new PostingDraft(from, null, new Money(-micros)),
            ]),
            default);
        await transaction.CommitAsync();
    }

    public static UsageDraft Usage(long account, long costMicros, DateTimeOffset? at = null, CallEnd end = CallEnd.Completed) => new(
        Guid.CreateVersion7(at ?? DateTimeOffset.UtcNow), at ?? DateTimeOffset.UtcNow, account, Key, 1, 1, 1,
        new TokenCounts(100, 20, 3, 4, 50, 10, 0, 0), new Money(costMicros), end, false, true, 1);

    /// <summary>A price by which the tokens of <see cref="Usage"/> cost this much.</summary>
    /// <returns>The number of the price.</returns>
    public static async Task<int> PriceAsync(PortalApp app, long micros)
    {
        var perMillion = micros / 50m / 100m;      // a micro per token is a hundredth of a lira per million
        var terms = new PriceTerms(new TokenAmounts(0, null, null, null, perMillion, null, null), [], null, null, null);
        await using var db = app.OpenDb();
        var version = db.Add(new PriceVersion(1, new PriceLine("", DateTimeOffset.UtcNow.AddYears(1), PriceVersion.Lira, terms, null), DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
        return version.Entity.Id;
    }

    public static RequestLogDraft Log(in UsageDraft usage, int status = 200, bool settled = true) => new(
        usage.RequestId, usage.At, Guid.Parse("0192c0de-0000-7000-8000-00000000acc0"), usage.AccountNumber, usage.KeyId, usage.ModelId,
        usage.DeploymentId, "/v1/chat/completions", status, status < 400 ? null : "upstream_error", usage.Streamed,
        TimeSpan.FromMilliseconds(800), TimeSpan.FromMilliseconds(200), usage.Tokens.TotalInput, usage.Tokens.TotalOutput, usage.Cost,
        System.Net.IPAddress.Parse("203.0.113.77"), "openai-dotnet/2", settled);

    /// <summary>Reserves and settles one call.</summary>
    public static async Task<Settled> ServeAsync(PortalApp app, UsageDraft draft, long? reserveMicros = null)
    {
        var reservation = await ReserveAsync(app, draft.AccountNumber, reserveMicros ?? draft.Cost.Micros);
        Assert.NotNull(reservation);
        return await app.Get<Settlement>().SettleAsync(reservation, draft);
    }

    public static async Task<Reservation?> ReserveAsync(PortalApp app, long account, long micros) =>
        (await app.Get<Purses>().ReserveAsync(account, micros, default)).Reservation;

    /// <summary>Waits until all that has been settled is in the database.</summary>
    public static async Task ExpandedAsync(PortalApp app)
    {
        while (app.Get<IUsageJournal>().Waiting > 0)
        {
            await app.Get<Expander>().ExpandAsync(default);
        }
    }

    public static async Task<List<UsageRecord>> RecordsAsync(PortalApp app, long account)
    {
        await ExpandedAsync(app);
        await using var db = app.OpenDb();
        return await db.UsageRecords.AsNoTracking().Where(r => r.AccountNumber == account).ToListAsync();
    }
}
