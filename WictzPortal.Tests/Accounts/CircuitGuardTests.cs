using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using WictzPortal.Accounts;
using WictzPortal.Kernel;
using WictzPortal.Standing;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

public sealed class CircuitGuardTests
{
    [Fact]
    public async Task An_open_page_ends_with_its_session()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var (_, person) = await Visitor.SignedUpAsync(app);
        var user = await PrincipalAsync(app, person);
        using var guard = new CircuitGuard(app.Get<Sessions>(), app.Get<Standings>(), clock, NullLogger<CircuitGuard>.Instance);
        guard.SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));
        var ended = NextState(guard);

        await app.Get<Sessions>().EndAsync(person.UserId, user.SessionId, default);
        Assert.False(ended.IsCompleted);
        clock.Advance(CircuitGuard.Interval);

        Assert.False((await ended.WaitAsync(TimeSpan.FromSeconds(30))).User.Identity!.IsAuthenticated);
    }

    [Fact]
    public async Task An_open_page_ends_with_the_persons_place_in_the_account()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var (_, person) = await Visitor.SignedUpAsync(app);
        using var guard = new CircuitGuard(app.Get<Sessions>(), app.Get<Standings>(), clock, NullLogger<CircuitGuard>.Instance);
        guard.SetAuthenticationState(Task.FromResult(new AuthenticationState(await PrincipalAsync(app, person))));
        var ended = NextState(guard);

        await using var db = app.OpenDb();
        await db.AccountMembers.Where(m => m.UserId == person.UserId).ExecuteDeleteAsync();
        clock.Advance(CircuitGuard.Interval);

        Assert.False((await ended.WaitAsync(TimeSpan.FromSeconds(30))).User.Identity!.IsAuthenticated);
    }

    private static Task<AuthenticationState> NextState(CircuitGuard guard)
    {
        var next = new TaskCompletionSource<Task<AuthenticationState>>(TaskCreationOptions.RunContinuationsAsynchronously);
        guard.AuthenticationStateChanged += state => next.TrySetResult(state);
        return next.Task.Unwrap();
    }

    private static async Task<ClaimsPrincipal> PrincipalAsync(PortalApp app, SignedUp person)
    {
        var session = await app.Get<Sessions>().BeginAsync(person.UserId, new DefaultHttpContext().Request, usedSecondFactor: false, default);
        await using var db = app.OpenDb();
        var stamp = (await db.Users.SingleAsync(u => u.Id == person.UserId)).SecurityStamp!;
        return new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, person.UserId.ToString()), new Claim("AspNet.Identity.SecurityStamp", stamp), .. session], "test"));
    }
}
