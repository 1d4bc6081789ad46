using System.Net;
using WictzPortal.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

public sealed class StepUpTests
{
    [Fact]
    public async Task A_proof_holds_five_minutes_in_its_own_session()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var app = await PortalApp.StartAsync(clock);
        var (visitor, _) = await Visitor.SignedInAsync(app);
        var (key, _) = await visitor.EnrolAsync(clock);
        var other = new Visitor(app) { Email = visitor.Email };

        Assert.True(await IsFreshAsync(visitor));      // signing in is a proof
        clock.Advance(StepUp.Lifetime);
        Assert.False(await IsFreshAsync(visitor));

        Assert.Equal(HttpStatusCode.OK, (await visitor.PostAsync("/step-up", "step-up", ("Input.Current", "not the password"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.PostAsync("/step-up", "step-up-code", ("Input.Code", "000000"))).StatusCode);
        Assert.False(await IsFreshAsync(visitor));

        var back = await visitor.PostAsync("/step-up?returnUrl=%2Fkeys", "step-up", ("Input.Current", Visitor.Password));
        Assert.Equal("/keys", new Uri(app.Address, back.Headers.Location!).PathAndQuery);
        Assert.True(await IsFreshAsync(visitor));

        clock.Advance(StepUp.Lifetime);
        var code = ("Input.Code", TotpCodes.CodeAt(key, clock.GetUtcNow()));
        Assert.Equal(HttpStatusCode.Found, (await visitor.PostAsync("/step-up?returnUrl=%2F%2Fexample.com", "step-up-code", code)).StatusCode);
        Assert.True(await IsFreshAsync(visitor));
        Assert.Equal(HttpStatusCode.Found, (await other.Http.GetAsync("/step-up")).StatusCode);      // to the sign-in page
    }

    // A page that asks for it lets a fresh session through.
    private static async Task<bool> IsFreshAsync(Visitor visitor) =>
        (await visitor.Http.GetAsync("/privacy/requests/new")).StatusCode == HttpStatusCode.OK;
}
