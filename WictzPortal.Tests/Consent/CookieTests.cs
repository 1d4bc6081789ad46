using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Audit;
using WictzPortal.Consent;
using WictzPortal.Data;
using WictzPortal.Retention;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Consent;

/// <summary>The cookie question as a browser without script meets it (privacy-requirements §5.3).</summary>
[Trait("Promise", "A-48"), Trait("Promise", "B-26"), Trait("Database", "Any")]
public sealed partial class CookieTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private PortalApp _app = null!;

    public async Task InitializeAsync() => _app = await PortalApp.StartAsync(_clock, ("Accounts:AttemptsPerMinute", "1000"));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory, Trait("Rule", "C-01"), Trait("Rule", "C-02"), Trait("Rule", "C-03")]
    [InlineData("en", "Reject all", "Accept all", "Choose")]
    [InlineData("tr", "Tümünü reddet", "Tümünü kabul et", "Seç")]
    public async Task Nothing_optional_is_set_before_a_choice_and_refusing_comes_first(string language, string reject, string accept, string choose)
    {
        var browser = new Browser(_app, language);

        var page = await browser.GetAsync("/sign-in");

        Assert.True(page.IndexOf(reject, StringComparison.Ordinal) < page.IndexOf(accept, StringComparison.Ordinal));
        Assert.True(page.IndexOf(accept, StringComparison.Ordinal) < page.IndexOf($">{choose}<", StringComparison.Ordinal));
        Assert.All(browser.Cookies, cookie => Assert.True(
            CookieRegister.Find(cookie.Key)?.Category is CookieCategory.Essential or CookieCategory.Security, cookie.Key));
        Assert.DoesNotContain("checked name=", await browser.GetAsync("/cookies"), StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "C-04"), Trait("Rule", "C-05")]
    public async Task Silence_is_no_consent_and_every_page_works()
    {
        var browser = new Browser(_app);

        await browser.GetAsync("/sign-in");
        await browser.GetAsync("/sign-up");

        Assert.Contains("Reject all", await browser.GetAsync("/forgot-password"), StringComparison.Ordinal);
        Assert.DoesNotContain(CookieRegister.Visit, browser.Cookies.Keys);
        Assert.Equal(0, await ReceiptsAsync());
    }

    [Fact, Trait("Rule", "C-16")]
    public async Task Who_only_looks_makes_no_receipt()
    {
        using var client = _app.CreateClient(cookies: false);
        foreach (var method in new[] { HttpMethod.Head, HttpMethod.Get })
        {
            foreach (var path in new[] { "/sign-in", "/cookies", "/cookies/choose" })
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.TryAddWithoutValidation("User-Agent", "Googlebot/2.1");
                using var response = await client.SendAsync(request);
                Assert.True((int)response.StatusCode < 500);
            }
        }

        Assert.Equal(0, await ReceiptsAsync());
    }

    [Theory, Trait("Rule", "C-07"), Trait("Rule", "C-13")]
    [InlineData("reject", "", false, false)]
    [InlineData("accept", "", true, true)]
    [InlineData("save", "functional", true, false)]
    [InlineData("save", "analytics", false, true)]
    [InlineData("save", "", false, false)]
    public async Task A_choice_holds_for_what_was_chosen_alone(string choice, string ticked, bool functional, bool analytics)
    {
        var browser = new Browser(_app);

        var answer = await browser.ChooseAsync(choice, ticked);
        var page = await browser.GetAsync("/sign-in");
        await browser.SetLanguageAsync("tr");

        Assert.Equal("/sign-in?cookies=saved", answer.Headers.Location!.OriginalString);
        Assert.DoesNotContain("Reject all", page, StringComparison.Ordinal);
        Assert.Equal(analytics, browser.Cookies.ContainsKey(CookieRegister.Visit));
        Assert.Equal(functional ? 180 * 86400 : null, browser.Cookies[".AspNetCore.Culture"].MaxAgeSeconds);
        Assert.Equal(analytics ? 1 : 0, await CountAsync(db => db.PageViews));
        Assert.Equal(1, await ReceiptsAsync());
    }

    [Fact, Trait("Rule", "C-06"), Trait("Promise", "A-15")]
    public async Task Withdrawing_takes_one_click_and_works_at_once()
    {
        var browser = new Browser(_app);
        await browser.ChooseAsync("accept");
        Assert.Contains("Withdraw cookie consent", await browser.GetAsync("/sign-in"), StringComparison.Ordinal);

        var answer = await browser.WithdrawAsync("/sign-in");

        Assert.Equal("/sign-in?cookies=saved", answer.Headers.Location!.OriginalString);
        Assert.DoesNotContain(CookieRegister.Visit, browser.Cookies.Keys);
        Assert.Equal(0, await CountAsync(db => db.PageViews));
        Assert.DoesNotContain("Withdraw cookie consent", await browser.GetAsync("/sign-in"), StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "C-09")]
    public async Task A_refusal_is_remembered_as_long_as_a_consent()
    {
        var (refuser, giver) = (new Browser(_app), new Browser(_app));
        await refuser.ChooseAsync("reject");
        await giver.ChooseAsync("accept");
        Assert.Equal(refuser.Cookies[CookieRegister.Choice].MaxAgeSeconds, giver.Cookies[CookieRegister.Choice].MaxAgeSeconds);

        _clock.Advance(TimeSpan.FromDays(179));
        Assert.DoesNotContain("Reject all", await refuser.GetAsync("/sign-in") + await giver.GetAsync("/sign-in"), StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Contains("Reject all", await refuser.GetAsync("/sign-in"), StringComparison.Ordinal);
        Assert.Contains("Reject all", await giver.GetAsync("/sign-in"), StringComparison.Ordinal);
    }

    [Theory, Trait("Rule", "C-10")]
    [InlineData("Sec-GPC")]
    [InlineData("DNT")]
    public async Task A_privacy_signal_is_an_answer_until_somebody_chooses_otherwise(string header)
    {
        var browser = new Browser(_app);
        browser.Http.DefaultRequestHeaders.Add(header, "1");

        Assert.DoesNotContain("Reject all", await browser.GetAsync("/sign-in"), StringComparison.Ordinal);
        Assert.Contains("Privacy signal honoured", await browser.GetAsync("/sign-in"), StringComparison.Ordinal);
        await browser.ChooseAsync("accept", path: "/cookies");
        await browser.GetAsync("/sign-in");

        Assert.Contains(CookieRegister.Visit, browser.Cookies.Keys);
        await using var db = await OpenAsync();
        Assert.True((await db.ConsentReceipts.SingleAsync()).Signal);
    }

    [Fact, Trait("Rule", "C-10")]
    public async Task A_signal_sent_later_ends_a_consent_given_without_it()
    {
        var browser = new Browser(_app);
        await browser.ChooseAsync("accept");
        browser.Http.DefaultRequestHeaders.Add("Sec-GPC", "1");

        await browser.GetAsync("/sign-in");

        Assert.DoesNotContain(CookieRegister.Visit, browser.Cookies.Keys);
    }

    [Fact, Trait("Rule", "C-11")]
    public async Task The_signal_file_is_served()
    {
        using var file = JsonDocument.Parse(await _app.CreateClient().GetStringAsync("/.well-known/gpc.json"));

        Assert.True(file.RootElement.GetProperty("gpc").GetBoolean());
        Assert.Matches(@"^\d{4}-\d\d-\d\d$", file.RootElement.GetProperty("lastUpdate").GetString());
    }

    [Fact, Trait("Rule", "C-15")]
    public async Task The_choice_tells_nobody_from_another_and_cannot_be_forged()
    {
        var (first, second) = (new Browser(_app), new Browser(_app));
        await first.ChooseAsync("accept");
        await second.ChooseAsync("accept");
        Assert.Equal(first.Cookies[CookieRegister.Choice].Value, second.Cookies[CookieRegister.Choice].Value);
        Assert.Equal("/cookies", first.Cookies[CookieRegister.Receipt].Path);

        var forger = new Browser(_app);
        await forger.ChooseAsync("reject");
        forger.Replace(CookieRegister.Choice, forger.Cookies[CookieRegister.Choice].Value.Replace("---", "fa-", StringComparison.Ordinal));

        Assert.Contains("Reject all", await forger.GetAsync("/sign-in"), StringComparison.Ordinal);
        Assert.DoesNotContain(CookieRegister.Visit, forger.Cookies.Keys);
    }

    [Fact, Trait("Rule", "C-17")]
    public async Task Of_a_browsers_and_an_accounts_choice_the_more_private_wins()
    {
        var (visitor, _) = await Visitor.SignedUpAsync(_app);
        var home = new Browser(_app);
        await home.SignInAsync(visitor.Email);
        await home.ChooseAsync("reject", path: "/cookies");

        var office = new Browser(_app);
        await office.ChooseAsync("accept");
        await office.SignInAsync(visitor.Email);
        office.Forget(CookieRegister.Visit);
        await office.GetAsync("/profile");
        Assert.DoesNotContain(CookieRegister.Visit, office.Cookies.Keys);

        await office.ChooseAsync("accept", path: "/cookies");
        await office.GetAsync("/profile");
        Assert.Contains(CookieRegister.Visit, office.Cookies.Keys);
    }

    [Fact]
    public async Task A_receipt_can_be_downloaded_by_its_browser_alone_and_shows_a_change()
    {
        var (browser, stranger) = (new Browser(_app), new Browser(_app));
        await browser.ChooseAsync("save", "functional");
        await using var db = await OpenAsync();
        var id = (await db.ConsentReceipts.SingleAsync()).Id;

        using var copy = JsonDocument.Parse(await browser.GetAsync($"/cookies/receipts/{id}"));
        Assert.True(copy.RootElement.GetProperty("inAuditTrail").GetBoolean());
        Assert.True(copy.RootElement.GetProperty("functional").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Http.GetAsync($"/cookies/receipts/{id}")).StatusCode);

        await db.Database.ExecuteSqlRawAsync(db.Database.IsNpgsql()
            ? """UPDATE consent_receipts SET "Analytics" = TRUE""" : """UPDATE consent_receipts SET "Analytics" = 1""");
        using var changed = JsonDocument.Parse(await browser.GetAsync($"/cookies/receipts/{id}"));
        Assert.False(changed.RootElement.GetProperty("inAuditTrail").GetBoolean());
        Assert.Equal(0, await _app.Get<AuditVerify>().RunAsync([], TextWriter.Null, default));
    }

    [Theory, Trait("Rule", "C-14")]
    [InlineData("smuggled=1; path=/", false)]
    [InlineData("wz-visit=1; max-age=60; path=/", false)]
    [InlineData("wz-theme=dark; max-age=60; path=/", false)]
    [InlineData("wz-theme=dark; path=/", true)]
    [InlineData("wz-visit=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/", true)]
    [InlineData("wz-session=1; max-age=60; path=/", true)]
    public async Task Only_registered_and_granted_cookies_leave(string header, bool leaves)
    {
        await using var app = await PortalApp.StartAsync(null, services => services.AddSingleton<IStartupFilter>(new Smuggler(header)));

        using var answer = await app.CreateClient().GetAsync("/smuggle");

        Assert.Equal(leaves, answer.Headers.TryGetValues("Set-Cookie", out var set) && set.Contains(header));
    }

    [Theory]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/models", "/models")]
    public async Task The_way_back_leads_to_our_own_pages_alone(string back, string expected)
    {
        var answer = await new Browser(_app).ChooseAsync("reject", back: back);

        Assert.Equal($"{expected}?cookies=saved", answer.Headers.Location!.OriginalString);
    }

    [Fact, Trait("Promise", "A-16"), Trait("Promise", "A-40")]
    public async Task Only_days_of_ten_visits_are_summed_and_old_views_go()
    {
        await using (var db = await OpenAsync())
        {
            db.PageViews.AddRange(Enumerable.Range(0, 10).Select(_ => new PageView(Guid.NewGuid(), "/keys", _clock.GetUtcNow())));
            db.PageViews.AddRange(Enumerable.Range(0, 9).Select(_ => new PageView(Guid.NewGuid(), "/models", _clock.GetUtcNow())));
            await db.SaveChangesAsync();
        }

        _clock.Advance(TimeSpan.FromDays(1));
        await _app.Get<SumPageViewsJob>().RunAsync(default);
        await _app.Get<SumPageViewsJob>().RunAsync(default);
        Assert.Equal([new PageCount("/keys", 10, 10)], await _app.Get<PageCounts>().SumsAsync(30, default));

        _clock.Advance(TimeSpan.FromDays(31));
        await _app.Get<Sweeper>().RunAsync(default);
        Assert.Equal((0, 1), (await CountAsync(db => db.PageViews), await CountAsync(db => db.PageViewDays)));

        _clock.Advance(TimeSpan.FromDays(365));
        await _app.Get<Sweeper>().RunAsync(default);
        Assert.Equal(0, await CountAsync(db => db.PageViewDays));
    }

    private Task<PortalDb> OpenAsync() => _app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();

    private Task<int> ReceiptsAsync() => CountAsync(db => db.ConsentReceipts);

    private async Task<int> CountAsync<T>(Func<PortalDb, DbSet<T>> set)
        where T : class
    {
        await using var db = await OpenAsync();
        return await set(db).CountAsync();
    }

    /// <summary>A page that sets a cookie, behind everything that pages stand behind.</summary>
    private sealed class Smuggler(string header) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            var gate = app.ApplicationServices.GetRequiredService<CookieGate>();
            app.Map("/smuggle", page => page.Run(context =>
            {
                gate.Watch(context);
                context.Response.Headers.SetCookie = header;
                return context.Response.WriteAsync("");
            }));
            next(app);
        };
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="(?<token>[^"]+)""")]
    private static partial Regex Token();

    /// <summary>A browser without script, whose cookies can be looked at.</summary>
    private sealed class Browser(PortalApp app, string language = "en")
    {
        public HttpClient Http { get; } = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Address };

        public Dictionary<string, (string Value, int? MaxAgeSeconds, string Path)> Cookies { get; } = [];

        public async Task<string> GetAsync(string path)
        {
            var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        }

        public Task<HttpResponseMessage> ChooseAsync(string choice, string ticked = "", string path = "/sign-in", string? back = null) =>
            PostAsync(path, "/cookies/choose", [("choice", choice), ("back", back ?? path), ("layer", "banner"), (ticked.Length > 0 ? ticked : "none", "on")]);

        public async Task<HttpResponseMessage> WithdrawAsync(string from)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/cookies/withdraw");
            request.Headers.Referrer = new Uri(app.Address, from);
            return await SendAsync(request);
        }

        public async Task SetLanguageAsync(string language) => await SendAsync(new HttpRequestMessage(HttpMethod.Post, "/preferences/language")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("culture", language)]),
        });

        public Task<HttpResponseMessage> SignInAsync(string email) => PostAsync(
            "/sign-in", "/sign-in", [("_handler", "sign-in"), ("Input.Email", email), ("Input.Password", Visitor.Password)]);

        public void Replace(string name, string value) => Cookies[name] = Cookies[name] with { Value = value };

        public void Forget(string name) => Cookies.Remove(name);

        private async Task<HttpResponseMessage> PostAsync(string page, string path, IEnumerable<(string Key, string Value)> fields)
        {
            var token = Token().Match(await GetAsync(page)).Groups["token"].Value;
            Assert.NotEqual("", token);
            return await SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent(
                    fields.Select(f => KeyValuePair.Create(f.Key, f.Value)).Append(KeyValuePair.Create("__RequestVerificationToken", token))),
            });
        }

        private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies
                .Where(c => request.RequestUri!.OriginalString.StartsWith(c.Value.Path, StringComparison.Ordinal)).Select(c => $"{c.Key}={c.Value.Value}")));
            var answer = await Http.SendAsync(request);
            foreach (var header in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var cookie = Microsoft.Net.Http.Headers.SetCookieHeaderValue.Parse(header);
                if (cookie.Expires < DateTimeOffset.UnixEpoch.AddDays(1))
                {
                    Cookies.Remove(cookie.Name.ToString());
                }
                else
                {
                    Cookies[cookie.Name.ToString()] = (cookie.Value.ToString(), (int?)cookie.MaxAge?.TotalSeconds, cookie.Path.ToString());
                }
            }

            return answer;
        }
    }
}
