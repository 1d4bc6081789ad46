using System.Net;
using WictzPortal.Accounts;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

public sealed class SecondFactorTests
{
    [Fact]
    [Trait("Promise", "A-34")]
    public async Task Codes_of_the_app_open_the_account_once_each()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var app = await PortalApp.StartAsync(clock, ("Accounts:AttemptsPerMinute", "1000"));
        var (visitor, _) = await Visitor.SignedInAsync(app);
        var (key, _) = await visitor.EnrolAsync(clock);
        var used = TotpCodes.CodeAt(key, clock.GetUtcNow());
        await visitor.SignOutAsync();

        var second = (await visitor.SignInAsync()).Headers.Location!;
        Assert.Contains("/sign-in/second-factor", second.OriginalString, StringComparison.Ordinal);
        var path = new Uri(app.Address, second).PathAndQuery;

        Assert.Equal(HttpStatusCode.OK, (await CodeAsync(visitor, path, "000000")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await CodeAsync(visitor, path, used)).StatusCode);      // replayed

        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Found, (await CodeAsync(visitor, path, TotpCodes.CodeAt(key, clock.GetUtcNow()))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Http.GetAsync("/profile")).StatusCode);
    }

    [Fact]
    public async Task A_recovery_code_works_once()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var app = await PortalApp.StartAsync(clock, ("Accounts:AttemptsPerMinute", "1000"));
        var (visitor, _) = await Visitor.SignedInAsync(app);
        var (_, codes) = await visitor.EnrolAsync(clock);

        Assert.True(await RecoverAsync(codes[0]));
        Assert.False(await RecoverAsync(codes[0]));
        Assert.True(await RecoverAsync(codes[1].ToLowerInvariant()));

        async Task<bool> RecoverAsync(string code)
        {
            var fresh = new Visitor(app) { Email = visitor.Email };
            var second = new Uri(app.Address, (await fresh.SignInAsync()).Headers.Location!).PathAndQuery;
            return (await CodeAsync(fresh, $"{second}&recovery=1", code)).StatusCode == HttpStatusCode.Found;
        }
    }

    [Fact]
    public async Task The_second_step_alone_is_nothing()
    {
        var visitor = new Visitor(await PortalApp.SharedAsync);

        var response = await visitor.Http.GetAsync("/sign-in/second-factor");

        Assert.EndsWith("/sign-in", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Exam", "57")]
    [Trait("Promise", "A-34")]
    public async Task The_first_administrator_comes_from_a_link_that_works_once_and_needs_a_second_factor()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var app = await PortalApp.StartAsync(clock);
        var path = await app.Get<SetupLinks>().MakeAsync(null, default);
        var visitor = new Visitor(app);
        (string, string)[] form = [
            ("Input.FirstName", "Ada"), ("Input.LastName", "Yönetici"), ("Input.Email", visitor.Email), ("Input.Password", Visitor.Password)];

        var created = await visitor.PostAsync(path, "setup", form);
        Assert.EndsWith("/security?staff=1", created.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("used already or has expired", await visitor.GetAsync(path), StringComparison.Ordinal);
        Assert.True(await app.Get<StaffRoles>().IsHeldAsync(Roles.Administrator, default));

        Assert.Contains("/security?staff=1", (await visitor.Http.GetAsync("/admin/mail")).Headers.Location?.OriginalString ?? "/security?staff=1", StringComparison.Ordinal);
        await visitor.EnrolAsync(clock);
        Assert.DoesNotContain("Staff pages need a second factor", await visitor.GetAsync("/security?staff=1"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Exam", "57")]
    public async Task A_set_up_link_ends_after_a_day_and_a_newer_one_ends_the_older()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var links = app.Get<SetupLinks>();
        var older = await links.MakeAsync(null, default);
        var newer = await links.MakeAsync(null, default);

        Assert.False((await links.FindAsync(older.Split('/')[^1], default)).Works);
        Assert.True((await links.FindAsync(newer.Split('/')[^1], default)).Works);
        clock.Advance(TimeSpan.FromHours(25));
        Assert.False((await links.FindAsync(newer.Split('/')[^1], default)).Works);
    }

    private static Task<HttpResponseMessage> CodeAsync(Visitor visitor, string path, string code) =>
        visitor.PostAsync(path, "second-factor", ("Input.Code", code));
}
