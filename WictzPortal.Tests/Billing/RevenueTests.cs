using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Billing;

public sealed class RevenueTests
{
    [Fact]
    public async Task Months_of_istanbul_show_what_the_ledger_has()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(clock);
        await PostAsync(app, new(2025, 1, 5, 0, 0, 0, TimeSpan.Zero), LedgerEntryKind.Payment, (LedgerAccount.PaytrClearing, -120), (LedgerAccount.VatPayable, 20), (LedgerAccount.Rounding, 100));
        await PostAsync(app, new(2026, 4, 30, 20, 59, 0, TimeSpan.Zero), LedgerEntryKind.Usage, (LedgerAccount.Rounding, -7), (LedgerAccount.Revenue, 7));
        await PostAsync(app, new(2026, 4, 30, 21, 0, 0, TimeSpan.Zero), LedgerEntryKind.Usage, (LedgerAccount.Rounding, -9), (LedgerAccount.Revenue, 9));      // 1 May in Istanbul
        await PostAsync(app, new(2026, 5, 2, 0, 0, 0, TimeSpan.Zero), LedgerEntryKind.PlanRevenue, (LedgerAccount.DeferredRevenue, -30), (LedgerAccount.Revenue, 30));
        await PostAsync(app, new(2026, 5, 2, 0, 0, 0, TimeSpan.Zero), LedgerEntryKind.PlanPurchase, (LedgerAccount.Rounding, -50), (LedgerAccount.DeferredRevenue, 50));
        await PostAsync(app, new(2026, 5, 3, 0, 0, 0, TimeSpan.Zero), LedgerEntryKind.Promotion, (LedgerAccount.PromotionalCost, -5), (LedgerAccount.Rounding, 5));
        await PostAsync(app, new(2026, 5, 3, 0, 0, 0, TimeSpan.Zero), LedgerEntryKind.Usage, (LedgerAccount.OurLoss, -2), (LedgerAccount.UnpaidUsage, 2));

        var figures = await app.Get<Revenue>().ReadAsync(default);

        Assert.Equal(12, figures.Months.Count);
        Assert.Equal((new DateOnly(2026, 4, 1), 7L), (figures.Months[^2].First, figures.Months[^2].Usage.Micros));
        var may = figures.Current;
        Assert.Equal((9L, 30L, 5L, 2L), (may.Usage.Micros, may.Plans.Micros, may.Promotion.Micros, may.Loss.Micros));
        Assert.Equal((20L, 20L), (figures.VatDue.Micros, figures.Deferred.Micros));
        Assert.Null(may.Churn);
    }

    private static async Task PostAsync(PortalApp app, DateTimeOffset at, LedgerEntryKind kind, params (LedgerAccount Account, long Micros)[] lines)
    {
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await app.Get<GeneralLedger>().PostAsync(
            db, new LedgerDraft(kind, $"test/{Guid.NewGuid():N}", at, [.. lines.Select(line => new PostingDraft(line.Account, null, new Money(line.Micros)))]), default);
        await transaction.CommitAsync();
    }
}
