using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Mail;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

/// <summary>Every form with every kind of bad input: a clear message or a plain refusal, never a breakdown, and nothing is kept.</summary>
[Trait("Database", "Any")]
public sealed partial class BadFormTests(BadFormTests.Site site) : IClassFixture<BadFormTests.Site>
{
    private const string Markup = "<script>alert(1)</script>\"'";

    private static readonly (string Name, string Value)[] Values =
    [
        ("empty", ""), ("whitespace", " \t "), ("too long", new string('x', 5000)), ("control characters", "a\u0007\u001b[1m"),
        ("markup", Markup), ("emoji", "🦊🦊"), ("no address", "a@b@c d"),
    ];

    public static TheoryData<string> Forms => [
        "sign-in", "passkey", "second-factor", "forgot", "reset", "sign-up", "setup", "join", "confirm",
        "profile", "preferences", "change-password", "change-email", "two-step-off", "authenticator", "passkey-add", "invite"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Bad_input_is_refused_clearly(string form)
    {
        var (visitor, path, fields) = site.Of(form);
        var before = await site.StoredAsync();

        foreach (var (kind, value) in Values)
        {
            var token = await visitor.TokenAsync(path);
            var response = await PostAsync(visitor, path, form, token, fields.Select(f => KeyValuePair.Create(f, value)));

            var page = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{kind}: {response.StatusCode} {response.Headers.Location}");
            Assert.True(
                page.Contains("aria-invalid=\"true\"", StringComparison.Ordinal) || Alert().IsMatch(page),
                $"{kind}: no message");
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("{0}", page, StringComparison.Ordinal);
        }

        Assert.Equal(before, await site.StoredAsync());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_no_page_sends_is_a_bad_request(string form)
    {
        var (visitor, path, fields) = site.Of(form);
        var before = await site.StoredAsync();
        var token = await visitor.TokenAsync(path);
        var filled = fields.Select(f => KeyValuePair.Create(f, "x")).ToList();

        var answers = new (string Kind, HttpResponseMessage Response)[]
        {
            ("no token", await PostAsync(visitor, path, form, null, filled)),
            ("another's token", await PostAsync(visitor, path, form, "CfDJ8AAAA", filled)),
            ("unknown form", await PostAsync(visitor, path, "no-such-form", token, filled)),
            ("five megabytes", await PostAsync(visitor, path, form, token, [.. filled, KeyValuePair.Create("more", new string('x', 5_000_000))])),
            ("two thousand fields", await PostAsync(visitor, path, form, token, [.. filled, .. Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create($"f{i}", "x"))])),
        };

        Assert.All(answers, a => Assert.True(
            a.Response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, $"{a.Kind}: {a.Response.StatusCode}"));
        Assert.Equal(before, await site.StoredAsync());
    }

    [Fact]
    public async Task What_was_typed_comes_back_encoded()
    {
        var (visitor, path, fields) = site.Of("sign-up");

        var response = await PostAsync(visitor, path, "sign-up", await visitor.TokenAsync(path), fields.Select(f => KeyValuePair.Create(f, Markup)));

        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("value=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;", page, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostAsync(
        Visitor visitor, string path, string form, string? token, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var all = fields.Append(KeyValuePair.Create("_handler", form));
        return visitor.Http.PostAsync(path, new FormUrlEncodedContent(
            token is null ? all : all.Append(KeyValuePair.Create("__RequestVerificationToken", token))));
    }

    [GeneratedRegex("""role="alert"[^>]*><div class="notice""")]
    private static partial Regex Alert();

    /// <summary>One app with a stranger, a member, somebody before the second step, and links of every kind.</summary>
    public sealed class Site : IAsyncLifetime
    {
        private readonly FakeClock _clock = new(DateTimeOffset.UtcNow);
        private readonly Dictionary<string, (Visitor, string, string[])> _forms = [];
        private PortalApp _app = null!;

        public async Task InitializeAsync()
        {
            _app = await PortalApp.StartAsync(_clock);
            var setup = await _app.Get<SetupLinks>().MakeAsync(null, default);
            var stranger = new Visitor(_app);
            var (member, _) = await Visitor.SignedInAsync(_app);
            var (other, _) = await Visitor.SignedInAsync(_app);
            await member.EnrolAsync(_clock);
            var (halfway, _) = await Visitor.SignedInAsync(_app);
            await halfway.EnrolAsync(_clock);
            await halfway.SignOutAsync();
            var second = new Uri(_app.Address, (await halfway.SignInAsync()).Headers.Location!).PathAndQuery;
            await member.PostAsync("/members", "invite", ("Input.Email", stranger.Email), ("Input.Role", "Viewer"));
            var join = await stranger.LinkAsync("accounts.invitation");

            Add("sign-in", stranger, "/sign-in", "Input.Email", "Input.Password");
            Add("passkey", stranger, "/sign-in", "Passkey.Credential");
            Add("second-factor", halfway, second, "Input.Code");
            Add("forgot", stranger, "/forgot-password", "Input.Email");
            Add("reset", stranger, $"/reset-password?user={Guid.NewGuid()}&token=x", "Input.Password");
            Add("sign-up", stranger, "/sign-up", "Input.FirstName", "Input.LastName", "Input.Email", "Input.Password",
                "Input.BirthMonth", "Input.BirthYear", "Input.Phone", "Input.Company");
            Add("setup", stranger, setup, "Input.FirstName", "Input.LastName", "Input.Email", "Input.Password");
            Add("join", other, join, "Input.Email");
            Add("confirm", stranger, "/confirm-email?user=x&token=%00&email=%3Cscript%3E", "Input.Email");
            Add("profile", member, "/profile", "Input.FirstName", "Input.LastName", "Input.Phone", "Input.Company");
            Add("preferences", member, "/preferences", "Input.Culture", "Input.TimeZone");
            Add("account-days", member, "/preferences", "Input.TimeZone");
            Add("change-password", member, "/security", "Input.Current", "Input.Password");
            Add("change-email", member, "/security", "Input.Email");
            Add("two-step-off", member, "/security", "Input.Current");
            Add("authenticator", member, "/security/authenticator", "Input.Code");
            Add("passkey-add", member, "/security", "Passkey.Credential");
            Add("invite", member, "/members", "Input.Email", "Input.Role");
        }

        public Task DisposeAsync() => _app.DisposeAsync().AsTask();

        internal (Visitor Visitor, string Path, string[] Fields) Of(string form) => _forms[form];

        /// <summary>All that a form could have written.</summary>
        internal async Task<string> StoredAsync()
        {
            await using var db = _app.OpenDb();
            var users = await db.Users.AsNoTracking().OrderBy(u => u.Id).ToListAsync();
            var people = users.Select(u => string.Join(',', u.Id, u.PasswordHash, u.Culture, u.TimeZone, u.TwoFactorEnabled, u.EmailConfirmed,
                Text(u.SealedEmail), Text(u.FirstName), Text(u.LastName), Text(u.Phone), Text(u.Company)));
            var (_, mails) = await _app.Get<MailBrowser>().ListAsync(null, 0, 1, default);
            return $"{string.Join('\n', people)}\n{await db.Accounts.CountAsync()} {await db.AccountMembers.CountAsync()} {await db.Invitations.CountAsync()} {mails}";

            static string Text(Sealed? value) => value is { } known ? Convert.ToHexString(known.Bytes) : "";
        }

        private void Add(string form, Visitor visitor, string path, params string[] fields) => _forms.Add(form, (visitor, path, fields));
    }
}
