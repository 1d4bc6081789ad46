using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

[Trait("Database", "Any")]
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

        await AssertLedToEnrolmentAsync(visitor);
        await visitor.EnrolAsync(clock);
        Assert.DoesNotContain("Staff pages need a second factor", await visitor.GetAsync("/security?staff=1"), StringComparison.Ordinal);
        Assert.Contains("What the portal wrote to people", await visitor.GetAsync("/admin/mail"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "A-34")]
    public async Task Staff_pages_open_to_a_sign_in_with_a_second_factor_alone()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var app = await PortalApp.StartAsync(clock);
        var (staff, person) = await Visitor.SignedUpAsync(app);
        var (customer, _) = await Visitor.SignedInAsync(app);
        await app.Get<StaffRoles>().AssignAsync(person.UserId, Roles.Support, default);
        await staff.SignInAsync();

        await AssertLedToEnrolmentAsync(staff);
        var (key, _) = await staff.EnrolAsync(clock);
        await staff.SignOutAsync();
        clock.Advance(TimeSpan.FromSeconds(31));
        var second = new Uri(app.Address, (await staff.SignInAsync()).Headers.Location!).PathAndQuery;
        Assert.Contains("/sign-in", (await staff.Http.GetAsync("/admin/mail")).Headers.Location!.OriginalString, StringComparison.Ordinal);
        await CodeAsync(staff, second, TotpCodes.CodeAt(key, clock.GetUtcNow()));

        Assert.Contains("What the portal wrote to people", await staff.GetAsync("/admin/mail"), StringComparison.Ordinal);
        var refused = await customer.Http.GetAsync("/admin/mail");
        Assert.Equal(HttpStatusCode.Found, refused.StatusCode);
        Assert.EndsWith("/not-allowed", refused.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("Your role does not include this page", await customer.GetAsync("/not-allowed"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "A-34")]
    public async Task Turning_two_step_sign_in_off_asks_for_the_password_and_closes_staff_pages()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var app = await PortalApp.StartAsync(clock);
        var (staff, person) = await Visitor.SignedUpAsync(app);
        await app.Get<StaffRoles>().AssignAsync(person.UserId, Roles.Support, default);
        await staff.SignInAsync();
        await staff.EnrolAsync(clock);
        Assert.Contains("without one, staff pages close to you", await staff.GetAsync("/security"), StringComparison.Ordinal);

        var without = await staff.PostAsync("/security", "two-step-off");
        var wrong = await staff.PostAsync("/security", "two-step-off", ("Input.Current", "something else 1"));
        Assert.Contains("Enter your password.", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("This is not your password.", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await staff.Http.GetAsync("/admin/mail")).StatusCode);

        var off = await staff.PostAsync("/security", "two-step-off", ("Input.Current", Visitor.Password));

        Assert.EndsWith("done=two-step-off", off.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await AssertLedToEnrolmentAsync(staff);
        Assert.EndsWith("/", (await new Visitor(app) { Email = staff.Email }.SignInAsync()).Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "A-34")]
    public async Task Removing_a_passkey_asks_for_the_password_and_ends_other_sessions()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);
        var elsewhere = new Visitor(app) { Email = visitor.Email };
        await elsewhere.SignInAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByIdAsync(person.UserId.ToString()))!;
        byte[] id = [.. Guid.NewGuid().ToByteArray()];
        await users.AddOrUpdatePasskeyAsync(user, new UserPasskeyInfo(id, [1], DateTimeOffset.UtcNow, 0, null, true, false, false, [], []) { Name = "Telefon" });
        var form = $"passkey-remove-{Convert.ToHexStringLower(id)[..16]}";

        var wrong = await visitor.PostAsync("/security", form, ("Input.Current", "something else 1"));
        Assert.Contains("This is not your password.", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(await users.GetPasskeysAsync(user));
        var removed = await visitor.PostAsync("/security", form, ("Input.Current", Visitor.Password));

        Assert.EndsWith("done=passkey-removed", removed.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain("Telefon", await visitor.GetAsync("/security"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await elsewhere.Http.GetAsync("/profile")).StatusCode);
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

    private static async Task AssertLedToEnrolmentAsync(Visitor staff)
    {
        var response = await staff.Http.GetAsync("/admin/mail");
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.EndsWith("/security?staff=1", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("Staff pages need a second factor", await staff.GetAsync("/security?staff=1"), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> CodeAsync(Visitor visitor, string path, string code) =>
        visitor.PostAsync(path, "second-factor", ("Input.Code", code));
}
