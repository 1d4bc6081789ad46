using System.Net;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

public sealed class SignUpTests
{
    [Fact]
    [Trait("Promise", "A-02")]
    [Trait("Promise", "B-03")]
    [Trait("Promise", "B-04")]
    public async Task A_person_signs_up_confirms_and_signs_in()
    {
        await using var app = await PortalApp.StartAsync();
        var visitor = new Visitor(app);

        var signedUp = await visitor.SignUpAsync();
        Assert.Equal(HttpStatusCode.Found, signedUp.StatusCode);
        Assert.EndsWith("/check-mail", signedUp.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("not confirmed yet", await (await visitor.SignInAsync()).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var confirmed = await visitor.PostAsync(await visitor.LinkAsync("accounts.confirm"), "confirm");
        Assert.Contains("done=confirmed", confirmed.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var signedIn = await visitor.SignInAsync();

        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        Assert.Contains(visitor.Email, await visitor.GetAsync("/profile"), StringComparison.Ordinal);
        await using var db = app.OpenDb();
        var user = await db.Users.SingleAsync();
        Assert.Equal(AgeBand.Adult, user.AgeBand);
        Assert.Equal(MemberRole.Owner, (await db.AccountMembers.SingleAsync(m => m.UserId == user.Id)).Role);
    }

    [Theory]
    [InlineData("FirstName", "", "Enter your first name.")]
    [InlineData("FirstName", "<b>", "angle brackets")]
    [InlineData("LastName", "", "Enter your last name.")]
    [InlineData("Email", "", "Enter an e-mail address")]
    [InlineData("Email", "nobody", "Enter an e-mail address")]
    [InlineData("Email", "a b@example.com", "Enter an e-mail address")]
    [InlineData("Password", "", "Choose a password.")]
    [InlineData("Password", "kisa", "Use at least 10 characters.")]
    [InlineData("Password", "Password123", "among the first")]
    [InlineData("Password", "aaaaaaaaaaaa", "among the first")]
    [InlineData("BirthMonth", "", "Choose the month")]
    [InlineData("BirthMonth", "13", "Choose the month")]
    [InlineData("BirthYear", "abc", "with four digits")]
    [InlineData("BirthYear", "2999", "in the future")]
    [InlineData("Phone", "call me", "telephone number")]
    public async Task Bad_input_is_named_at_its_field(string field, string value, string expected)
    {
        var visitor = new Visitor(await PortalApp.SharedAsync);

        var response = await visitor.SignUpAsync((field, value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains(expected, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains($"aria-describedby=\"f-{field.ToLowerInvariant()}-error\"", page, StringComparison.Ordinal);
        Assert.Empty(await visitor.MailsAsync());
    }

    [Fact]
    public async Task Too_long_input_is_refused()
    {
        var visitor = new Visitor(await PortalApp.SharedAsync);

        var response = await visitor.SignUpAsync(("FirstName", new string('a', 81)));

        Assert.Contains("This is too long.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Promise", "A-50")]
    [InlineData(2013, 1, null)]
    [InlineData(2012, 12, AgeBand.From13To15)]
    [InlineData(2010, 1, AgeBand.From13To15)]
    [InlineData(2009, 12, AgeBand.From16To17)]
    [InlineData(2008, 1, AgeBand.From16To17)]
    [InlineData(2007, 12, AgeBand.Adult)]
    [InlineData(1900, 1, AgeBand.Adult)]
    [InlineData(2026, 1, null)]
    public void The_age_gate_counts_whole_years(int year, int month, AgeBand? expected) =>
        Assert.Equal(expected, AgeGate.BandOf(year, month, new DateOnly(2026, 1, 31)));

    [Fact]
    [Trait("Promise", "A-50")]
    public async Task A_child_is_refused_politely_and_leaves_nothing_but_a_cookie()
    {
        await using var app = await PortalApp.StartAsync();
        var visitor = new Visitor(app);
        var year = (DateTimeOffset.UtcNow.Year - 10).ToString(System.Globalization.CultureInfo.InvariantCulture);

        var refused = await visitor.SignUpAsync(("BirthYear", year));
        var retried = await visitor.GetAsync("/sign-up");

        Assert.Contains("Thank you for your interest", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var cookie = Assert.Single(refused.Headers.GetValues("Set-Cookie"), c => c.StartsWith("wz-age-check", StringComparison.Ordinal));
        Assert.Contains("max-age=86400", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Input.BirthYear", retried, StringComparison.Ordinal);
        await using var db = app.OpenDb();
        Assert.False(await db.Users.AnyAsync());
        Assert.Empty(await visitor.MailsAsync());
    }

    [Fact]
    public async Task A_known_address_gets_the_same_answer_and_its_owner_a_mail()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, _) = await Visitor.SignedUpAsync(app);
        var stranger = new Visitor(app) { Email = owner.Email.ToUpperInvariant() };

        var known = await stranger.SignUpAsync();
        var unknown = await new Visitor(app).SignUpAsync();

        Assert.Equal(unknown.StatusCode, known.StatusCode);
        Assert.Equal(unknown.Headers.Location, known.Headers.Location);
        Assert.Equal("accounts.known_address", Assert.Single(await owner.MailsAsync()).Row.Template);
    }

    [Fact]
    [Trait("Promise", "A-34")]
    public async Task Nothing_personal_is_plain_in_the_database()
    {
        await using var app = await PortalApp.StartAsync();
        var visitor = new Visitor(app);
        await visitor.SignUpAsync(("FirstName", "Zübeyde"), ("Phone", "+90 555 123 98 76"), ("Company", "Gizli Ltd"));

        await using var db = app.OpenDb();
        var user = await db.Users.SingleAsync();

        Assert.Equal(user.Id.ToString("N"), user.UserName);
        Assert.Equal(64, user.NormalizedEmail!.Length);
        Assert.DoesNotContain("Zübeyde", System.Text.Encoding.UTF8.GetString(user.FirstName.Bytes), StringComparison.Ordinal);
        Assert.DoesNotContain(visitor.Email, System.Text.Encoding.UTF8.GetString(user.SealedEmail.Bytes), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Turkish_pages_speak_Turkish()
    {
        var visitor = new Visitor(await PortalApp.SharedAsync, "tr");

        var response = await visitor.SignUpAsync(("FirstName", ""));

        Assert.Contains("Adınızı girin.", WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }
}
