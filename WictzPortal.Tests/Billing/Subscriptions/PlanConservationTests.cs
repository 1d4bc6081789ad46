using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Ledger;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Billing.Subscriptions;

/// <summary>Whatever customers and days do in whatever order: the books stay in order, and no money comes or goes that nobody booked.</summary>
public sealed class PlanConservationTests(PlanRig rig) : IClassFixture<PlanRig>
{
    private const int Customers = 4;

    [Theory]
    [InlineData(1, 120)]
    [InlineData(2, 120)]
    public Task Any_sequence_of_steps_conserves_money(int seed, int steps) => RunAsync(seed, steps);

    [Theory, Trait("Form", "Long")]
    [InlineData(3, 3_000)]
    public Task A_long_sequence_of_steps_conserves_money(int seed, int steps) => RunAsync(seed, steps);

    private async Task RunAsync(int seed, int steps)
    {
        var random = new Random(seed);
        Guid[] plans =
        [
            await rig.PlanAsync(0, 3), await rig.PlanAsync(19.99m, 30, trialDays: 5), await rig.PlanAsync(33.33m, 25, PlanPeriod.Days30, PlanOverage.Stop),
            await rig.PlanAsync(99.90m, 120, PlanPeriod.Year), await rig.PlanAsync(149.90m, 200, overage: PlanOverage.Stop),
        ];
        var (customers, paid, used) = (new List<PlanCustomer>(), new decimal[Customers], new decimal[Customers]);
        for (var i = 0; i < Customers; i++)
        {
            customers.Add(await rig.CustomerAsync(paid[i] = 150));
        }

        for (var step = 0; step < steps; step++)
        {
            var at = random.Next(Customers);
            switch (random.Next(9))
            {
                case 0 or 1 or 2:
                    await customers[at].ChooseAsync(plans[random.Next(plans.Length)]);
                    break;
                case 3:
                    await customers[at].DecideAsync((PlanStep)random.Next(5));
                    break;
                case 4:
                    paid[at] += 50;
                    await customers[at].TopUpAsync(50);
                    break;
                case 5 when await customers[at].AvailableAsync() is > 0 and var available:
                    var lira = Math.Min(available, random.Next(1, 20));
                    used[at] += lira;
                    await customers[at].UseAsync(lira);
                    break;
                case 6:
                    rig.Clock.Advance(TimeSpan.FromHours(random.Next(1, 24 * 9)));
                    break;
                default:
                    await rig.PassAsync(TimeSpan.FromHours(random.Next(1, 24 * 9)));
                    break;
            }
        }

        await rig.VerifyAsync();
        for (var i = 0; i < Customers; i++)
        {
            await CheckAsync(customers[i], paid[i], used[i]);
        }
    }

    // What came in is what is there, what plans took, and what calls took that no allowance covered.
    private async Task CheckAsync(PlanCustomer customer, decimal paid, decimal used)
    {
        await using var db = rig.App.OpenDb();
        var purchases = await db.PlanPurchases.AsNoTracking().Where(p => p.AccountId == customer.AccountId).ToListAsync();
        var lines = await db.Postings.AsNoTracking().Where(p => p.AccountNumber == customer.Number).ToListAsync();
        var granted = purchases.Sum(p => p.Allowance.Lira);
        var ended = -await SumAsync(db, customer, LedgerEntryKind.AllowanceExpiry);
        var balance = await customer.BalanceAsync();

        Assert.Equal(paid - used + granted - ended - purchases.Sum(p => p.DueKurus) / 100m, lines.Sum(line => line.Amount.Lira));
        Assert.Equal(lines.Sum(line => line.Amount.Lira), balance.Total.Lira + balance.Aside.Lira);
        Assert.All(purchases, p => Assert.InRange(p.CarriedKurus, 0, p.PriceKurus));
        var live = await customer.LiveAsync();
        Assert.True(live is { State: not SubscriptionState.Grace } || purchases.All(p => p.ClosedAt is not null));
        Assert.True(purchases.Count(p => p.ClosedAt is null) <= 1);
    }

    private static async Task<decimal> SumAsync(WictzPortal.Data.PortalDb db, PlanCustomer customer, LedgerEntryKind kind)
    {
        var entries = db.LedgerEntries.Where(e => e.Kind == kind);
        var amounts = await db.Postings.AsNoTracking().Where(p => p.AccountNumber == customer.Number)
            .Join(entries, p => p.EntryId, e => e.Id, (p, _) => p.Amount).ToListAsync();
        return amounts.Sum(amount => amount.Lira);
    }
}
