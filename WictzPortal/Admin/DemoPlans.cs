using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Admin;

/// <summary>Gives the demonstration three plans to sell, and puts its customer on trial of one that limits nothing.</summary>
internal sealed class DemoPlans(PlanEditor editor, PlanSeeder seeder, TimeProvider clock)
{
    /// <returns>The plan for one person.</returns>
    public async Task<Guid> FillAsync(SignedUp customer, CancellationToken cancellationToken)
    {
        var today = PlanPeriods.DayOf(clock.GetUtcNow());
        await MakeAsync(
            new PlanDraft("free", "Deneme", "Free", "Tanımak ve küçük işler için.", "To look around, and for small things.", 1),
            new NewPlanVersion(
                today, 0, PlanPeriod.Month, Money.FromLira(50), PlanOverage.Stop, 0, new LimitSet(RequestsPerMinute: 10, RequestsPerDay: 200)),
            cancellationToken);
        var solo = await MakeAsync(
            new PlanDraft("solo", "Bireysel", "Solo", "Tek başına çalışanlar için.", "For one person's daily work.", 2),
            new NewPlanVersion(
                today, 29_900, PlanPeriod.Month, Money.FromLira(330), PlanOverage.Wallet, 0, new LimitSet(RequestsPerMinute: 60, Concurrency: 8)),
            cancellationToken);
        var team = await MakeAsync(
            new PlanDraft("team", "Ekip", "Team", "Üretimdeki programlar ve ekipler için.", "For programs in production, and for teams.", 3),
            new NewPlanVersion(today, 149_900, PlanPeriod.Month, Money.FromLira(1_750), PlanOverage.Wallet, 14, LimitSet.None), cancellationToken);
        await seeder.ChooseAsync(customer.AccountId, customer.AccountNumber, team, cancellationToken);
        return solo;
    }

    private async Task<Guid> MakeAsync(PlanDraft draft, NewPlanVersion version, CancellationToken cancellationToken)
    {
        var made = await editor.MakeAsync(draft, null, cancellationToken);
        if ((made.Failure ?? await editor.AddVersionAsync(made.Value, version, null, cancellationToken) ?? await editor.OfferAsync(made.Value, null, cancellationToken))
            is { } refusal)
        {
            throw new InvalidOperationException($"A plan of the demonstration could not be made: {refusal}");
        }

        return made.Value;
    }
}
