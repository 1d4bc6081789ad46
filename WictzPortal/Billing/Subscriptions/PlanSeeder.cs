namespace WictzPortal.Billing;

/// <summary>Chooses a plan for an account of the demonstration, as its owner would.</summary>
public sealed class PlanSeeder
{
    private readonly PlanDesk _desk;

    internal PlanSeeder(PlanDesk desk) => _desk = desk;

    public async Task ChooseAsync(Guid accountId, long accountNumber, Guid planId, CancellationToken cancellationToken)
    {
        var chosen = await _desk.ChooseAsync(accountId, accountNumber, planId, long.MaxValue, cancellationToken);
        if (chosen.Failure is { } refusal)
        {
            throw new InvalidOperationException($"The demonstration's plan could not be chosen: {refusal}");
        }
    }
}
