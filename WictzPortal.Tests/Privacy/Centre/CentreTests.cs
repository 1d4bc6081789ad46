using WictzPortal.Privacy;
using WictzPortal.Tests.Accounts;

namespace WictzPortal.Tests.Privacy;

/// <summary>The privacy centre counts what there is of a person and of nobody else.</summary>
[Collection(nameof(PackageApp))]
public sealed class CentreTests(PackageApp one)
{
    [Fact]
    public async Task It_shows_what_is_held_and_leads_to_every_right()
    {
        var (visitor, person) = await Visitor.SignedInAsync(one.App);

        var page = await visitor.GetAsync("/privacy");
        var holdings = await one.App.Get<Holdings>().OfAsync(person.UserId, default);

        var own = Assert.Single(holdings, h => h.Process == "account, profile and sign-in");
        Assert.Equal(4, own.Records);      // the person, the account, the membership, the session
        Assert.All(holdings, h => Assert.Contains(h.Process, page, StringComparison.Ordinal));
        Assert.All(["/privacy/packages", "/privacy/requests", "/profile", "/cookies"], door =>
            Assert.Contains($"href=\"{door}\"", page, StringComparison.Ordinal));
    }
}
