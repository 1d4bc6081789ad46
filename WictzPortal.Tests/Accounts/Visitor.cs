using System.Net;
using System.Text.RegularExpressions;
using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Mail;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

/// <summary>A person with a browser without script: opens pages, fills in forms, reads mail.</summary>
internal sealed partial class Visitor(PortalApp app, string? language = null)
{
    public const string Password = "orman yolu kedi 7";

    private static int _count;

    public HttpClient Http { get; } = app.CreateClient(language: language);

    public string Email { get; init; } = $"kisi{Interlocked.Increment(ref _count)}.{Guid.NewGuid():N}@example.com";

    public static async Task<(Visitor Visitor, SignedUp Person)> SignedInAsync(PortalApp app)
    {
        var (visitor, person) = await SignedUpAsync(app);
        var response = await visitor.SignInAsync();
        Assert.Equal("/", response.Headers.Location?.OriginalString.Replace(app.Address.OriginalString.TrimEnd('/'), "", StringComparison.Ordinal));
        return (visitor, person);
    }

    public static async Task<(Visitor Visitor, SignedUp Person)> SignedUpAsync(PortalApp app, bool confirmed = true)
    {
        var visitor = new Visitor(app);
        var outcome = await app.Get<SignUp>().RegisterAsync(
            new NewUser("Deniz", "Aksoy", visitor.Email, Password, AgeBand.Adult) { EmailConfirmed = confirmed }, default);
        Assert.True(outcome.Succeeded);
        return (visitor, outcome.Value);
    }

    public async Task<string> GetAsync(string path)
    {
        var response = await Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The button of the user menu, which every signed-in page has.</summary>
    public async Task SignOutAsync()
    {
        var token = AntiforgeryField().Match(await Http.GetStringAsync("/profile")).Groups["value"].Value;
        var response = await Http.PostAsync(
            "/sign-out", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }

    /// <summary>As the account switcher in the top bar does.</summary>
    public async Task SwitchAsync(Guid accountId)
    {
        var token = AntiforgeryField().Match(await Http.GetStringAsync("/profile")).Groups["value"].Value;
        var response = await Http.PostAsync("/accounts/switch", new FormUrlEncodedContent(
            [KeyValuePair.Create("accountId", accountId.ToString()), KeyValuePair.Create("__RequestVerificationToken", token)]));
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }

    /// <summary>Opens the page, fills the form of that name in and sends it, with the page's own hidden fields.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string form, params (string Key, string Value)[] fields)
    {
        var token = await TokenAsync(path);
        return await Http.PostAsync(path, new FormUrlEncodedContent(
            fields.Select(f => KeyValuePair.Create(f.Key, f.Value))
                .Append(KeyValuePair.Create("_handler", form)).Append(KeyValuePair.Create("__RequestVerificationToken", token))));
    }

    /// <summary>Opens the page and takes the antiforgery token out of its first form.</summary>
    public async Task<string> TokenAsync(string path)
    {
        var token = AntiforgeryField().Match(await Http.GetStringAsync(path)).Groups["value"].Value;
        Assert.NotEqual("", token);
        return token;
    }

    public Task<HttpResponseMessage> SignInAsync(string? email = null, string password = Password) =>
        PostAsync("/sign-in", "sign-in", ("Input.Email", email ?? Email), ("Input.Password", password));

    public Task<HttpResponseMessage> SignUpAsync(params (string Key, string Value)[] changes)
    {
        var fields = new Dictionary<string, string>
        {
            ["FirstName"] = "Deniz", ["LastName"] = "Aksoy", ["Email"] = Email, ["Password"] = Password,
            ["BirthMonth"] = "5", ["BirthYear"] = "1990", ["Phone"] = "", ["Company"] = "",
        };
        foreach (var (key, value) in changes)
        {
            fields[key] = value;
        }

        return PostAsync("/sign-up", "sign-up", [.. fields.Select(f => ($"Input.{f.Key}", f.Value))]);
    }

    /// <summary>The mails to this person, the newest first.</summary>
    public async Task<IReadOnlyList<OpenedMail>> MailsAsync()
    {
        var browser = app.Get<MailBrowser>();
        var mails = new List<OpenedMail>();
        foreach (var row in (await browser.ListAsync(null, 0, 200, default)).Rows)
        {
            mails.Add((await browser.OpenAsync(row.Id, new AuditNote("mail.opened", null), default))!);
        }

        return [.. mails.Where(m => m.Recipient == Email)];
    }

    public async Task<string> LinkAsync(string template)
    {
        var mail = (await MailsAsync()).First(m => m.Row.Template == template);
        return new Uri(mail.Letter!.Button!.Url).PathAndQuery;
    }

    /// <summary>Turns two-step sign-in on through the pages. Returns the app's key and the recovery codes.</summary>
    public async Task<(string Key, IReadOnlyList<string> Codes)> EnrolAsync(TimeProvider clock)
    {
        await PostAsync("/security", "two-step-begin");
        var page = await GetAsync("/security/authenticator");
        var key = ManualKey().Match(page).Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal);
        var answer = await PostAsync("/security/authenticator", "authenticator", ("Input.Code", TotpCodes.CodeAt(key, clock.GetUtcNow())));
        var codes = RecoveryCode().Matches(await answer.Content.ReadAsStringAsync()).Select(m => m.Groups["code"].Value).ToList();
        Assert.Equal(10, codes.Count);
        return (key, codes);
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="(?<value>[^"]+)""")]
    private static partial Regex AntiforgeryField();

    [GeneratedRegex("""<code[^>]*>(?<key>[A-Z2-7]{4}(?: [A-Z2-7]{4})+)</code>""")]
    private static partial Regex ManualKey();

    [GeneratedRegex("<li[^>]*>(?<code>[A-Z0-9]{5}-[A-Z0-9]{5})</li>")]
    private static partial Regex RecoveryCode();
}
