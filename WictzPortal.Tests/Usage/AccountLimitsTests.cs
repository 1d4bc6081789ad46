using System.Net;
using WictzPortal.Accounts;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Plans;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class AccountLimitsTests
{
    [Fact]
    public async Task What_staff_set_for_an_account_holds_for_its_keys_when_it_is_saved()
    {
        var (app, account, number) = (await PortalApp.SharedAsync, Guid.NewGuid(), 4_715);
        var key = (await app.Get<KeyIssuer>().IssueAsync(account, number, "test", default)).Value!;

        var outcome = await app.Get<AccountLimits>().SaveAsync(account, new LimitSet(TokensPerDay: 9), Guid.NewGuid(), default);

        Assert.True(outcome.Succeeded);
        Assert.Contains(
            new AppliedLimit(account, LimitSource.Account, LimitRule.TokensPerDay, 9), app.Get<LimitBook>().For(account, key.Id).Rules.ToArray());
    }

    [Theory, Trait("Exam", "37")]
    [InlineData(Roles.Billing, true)]
    [InlineData(Roles.Support, false)]
    public async Task Only_billing_staff_and_administrators_open_the_page(string role, bool opens)
    {
        var app = await PortalApp.SharedAsync;
        var (staff, person) = await Visitor.SignedUpAsync(app);
        await app.Get<StaffRoles>().AssignAsync(person.UserId, role, default);
        await staff.SignInAsync();
        await staff.EnrolAsync(TimeProvider.System);

        var response = await staff.Http.GetAsync($"/admin/limits?account={person.AccountNumber}");

        Assert.Equal(opens ? HttpStatusCode.OK : HttpStatusCode.Found, response.StatusCode);
        Assert.Equal(opens, (await response.Content.ReadAsStringAsync()).Contains($"Account {person.AccountNumber}", StringComparison.Ordinal));
    }
}
