using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Breaches;
using WictzPortal.Consent;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Privacy;
using WictzPortal.Standing;

namespace WictzPortal.Admin;

/// <summary>Lets people of the demonstration use their rights, and gives its privacy officer work: requests, limits, an erasure, an incident.</summary>
internal sealed class DemoPrivacy(
    DemoPeople people, BillingSeeder billing, ConsentSeeder consents, RequestSeeder requests, BreachSeeder breaches, StandingBook standing,
    AutomatedDecisions decisions, Erasures erasures, StaffRoles staff)
{
    /// <param name="debtor">Some of whose records are held for a case.</param>
    /// <returns>Those who came in for it.</returns>
    public async Task<IReadOnlyList<DemoUser>> FillAsync(SignedUp customer, SignedUp debtor, CancellationToken cancellationToken)
    {
        var all = await staff.ListAsync(cancellationToken);
        var (officer, administrator) = (HolderOf(Roles.PrivacyOfficer), HolderOf(Roles.Administrator));
        var (minor, minorIds) = await people.SignUpAsync("Customer", "Minor", cancellationToken, AgeBand.From16To17);
        var (restricted, restrictedIds) = await people.SignUpAsync("Customer", "Restricted", cancellationToken);
        var (leaving, leavingIds) = await people.SignUpAsync("Customer", "Leaving", cancellationToken);

        await consents.FillAsync(customer.UserId, cancellationToken);
        await billing.OrderAsync(new Buyer(minorIds.AccountId, minorIds.AccountNumber, minorIds.UserId), 100, cancellationToken);
        var refused = (await decisions.OfAsync(minorIds.UserId, cancellationToken))[0];
        await requests.FillAsync(new RequestCast(customer.UserId, minorIds.UserId, officer), refused.Id, cancellationToken);
        await standing.RestrictAsync(
            restrictedIds.UserId, RestrictionGround.AccuracyContested, null, "The name on the account is being checked.", officer, cancellationToken);
        await erasures.BeginAsync(new NewErasure(leavingIds.UserId, ErasureKind.Closure, leavingIds.UserId), cancellationToken);
        await breaches.FillAsync(debtor.UserId, officer, administrator, cancellationToken);
        return [minor, restricted, leaving];

        Guid HolderOf(string role) => all.First(person => person.Roles.Contains(role)).UserId;
    }
}
