using System.Net;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

public sealed class SignInTests
{
    [Fact]
    public async Task The_cookie_is_essential_and_out_of_reach_of_scripts()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await Visitor.SignedUpAsync(app);

        var response = await visitor.SignInAsync();

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("wz-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await Visitor.SignedUpAsync(app);
        var (unconfirmed, _) = await Visitor.SignedUpAsync(app, confirmed: false);

        var answers = new[]
        {
            await visitor.SignInAsync(password: "something else 1"), await unconfirmed.SignInAsync(password: "something else 1"),
            await visitor.SignInAsync(email: "nobody@example.com"),
        };

        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("E-mail or password is not right.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Five_wrong_passwords_pause_the_account_and_tell_its_owner()
    {
        await using var app = await PortalApp.StartAsync();
        var (visitor, _) = await Visitor.SignedUpAsync(app);
        for (var i = 0; i < 5; i++)
        {
            await visitor.SignInAsync(password: "something else 1");
        }

        var paused = await visitor.SignInAsync();

        Assert.Contains("E-mail or password is not right.", await paused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("accounts.locked", (await visitor.MailsAsync())[0].Row.Template);

        await using var db = app.OpenDb();
        var users = db.Users;
        await users.ExecuteUpdateAsync(set => set.SetProperty(u => u.LockoutEnd, DateTimeOffset.UtcNow.AddSeconds(-1)));
        Assert.Equal(HttpStatusCode.Found, (await visitor.SignInAsync()).StatusCode);
    }

    [Fact]
    public async Task A_reset_link_works_once_and_ends_all_sessions()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await Visitor.SignedInAsync(app);
        var elsewhere = new Visitor(app) { Email = visitor.Email };
        await elsewhere.PostAsync("/forgot-password", "forgot", ("Input.Email", visitor.Email));
        var link = await visitor.LinkAsync("accounts.reset");

        var reset = await elsewhere.PostAsync(link, "reset", ("Input.Password", "yepyeni bir parola"));
        var again = await elsewhere.PostAsync(link, "reset", ("Input.Password", "another password 2"));

        Assert.Contains("done=password-reset", reset.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("used already or has expired", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await visitor.Http.GetAsync("/profile")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.SignInAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await elsewhere.SignInAsync(password: "yepyeni bir parola")).StatusCode);
    }

    [Fact]
    public async Task A_reset_link_ends_after_an_hour_and_an_unknown_address_gets_none()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var (visitor, _) = await Visitor.SignedUpAsync(app);
        var asked = await visitor.PostAsync("/forgot-password", "forgot", ("Input.Email", visitor.Email));
        var unknown = await visitor.PostAsync("/forgot-password", "forgot", ("Input.Email", "nobody@example.com"));
        var link = await visitor.LinkAsync("accounts.reset");

        clock.Advance(TimeSpan.FromMinutes(61));
        var late = await visitor.PostAsync(link, "reset", ("Input.Password", "yepyeni bir parola"));

        Assert.Equal(asked.Headers.Location, unknown.Headers.Location);
        Assert.Single(await visitor.MailsAsync());
        Assert.Contains("used already or has expired", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "A-11")]
    public async Task A_revoked_session_is_out_at_its_next_request()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);
        var elsewhere = new Visitor(app) { Email = visitor.Email };
        await elsewhere.SignInAsync();
        var sessions = app.Get<Sessions>();
        var other = (await sessions.ListAsync(person.UserId, default))[0];

        var ended = await visitor.PostAsync("/security/sessions", $"end-{other.Id:N}");

        Assert.Contains("done=session-ended", ended.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("/sign-in", (await elsewhere.Http.GetAsync("/profile")).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Http.GetAsync("/profile")).StatusCode);
        Assert.Single(await sessions.ListAsync(person.UserId, default));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_also_for_a_copied_cookie()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await Visitor.SignedUpAsync(app);
        var cookie = (await visitor.SignInAsync()).Headers.GetValues("Set-Cookie").First(c => c.StartsWith("wz-session=", StringComparison.Ordinal)).Split(';')[0];
        var thief = app.CreateClient(cookies: false);
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/profile")).StatusCode);

        await visitor.SignOutAsync();

        Assert.Equal(HttpStatusCode.Found, (await thief.GetAsync("/profile")).StatusCode);
    }

    [Fact, Trait("Promise", "A-49"), Trait("Promise", "B-27")]
    public async Task A_browser_without_cookies_is_told_what_signing_in_needs()
    {
        var app = await PortalApp.SharedAsync;
        var client = app.CreateClient(cookies: false);

        var response = await client.PostAsync("/sign-in", new FormUrlEncodedContent([KeyValuePair.Create("_handler", "sign-in")]));
        var page = await client.GetStringAsync(response.Headers.Location);

        Assert.Contains("essential cookies", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_forms_from_one_address_are_refused_with_a_wait()
    {
        await using var app = await PortalApp.StartAsync(("Accounts:AttemptsPerMinute", "3"));
        var visitor = new Visitor(app);
        for (var i = 0; i < 3; i++)
        {
            await visitor.SignInAsync();
        }

        var response = await visitor.SignInAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("Wait a minute", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    public async Task No_link_leads_out_of_the_portal(string returnUrl)
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await Visitor.SignedUpAsync(app);

        var response = await visitor.PostAsync(
            $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", "sign-in", ("Input.Email", visitor.Email), ("Input.Password", Visitor.Password));

        Assert.Equal(app.Address.Host, new Uri(app.Address, response.Headers.Location!).Host);
    }
}
