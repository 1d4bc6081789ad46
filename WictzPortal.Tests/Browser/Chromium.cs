using System.Collections.Concurrent;
using Microsoft.Playwright;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Browser;

/// <summary>The one browser of the test process. Every person gets a window of their own.</summary>
internal static class Chromium
{
    private static readonly Lazy<Task<IBrowser>> Running = new(StartAsync);

    public static async Task<Window> OpenAsync(PortalApp app, string language = "en", bool asksForCookies = false)
    {
        var context = await (await Running.Value).NewContextAsync(new()
        {
            BaseURL = app.Address.ToString(),
            ColorScheme = ColorScheme.Light,
            Locale = language,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1440, Height = 900 },
            ExtraHTTPHeaders = asksForCookies ? null : [new("Sec-GPC", "1")],      // an answer to the cookie question
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(15_000);
        return new Window(context, await context.NewPageAsync());
    }

    private static async Task<IBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => playwright.Dispose();
        return browser;
    }
}

/// <summary>One person's window: its page, and what went wrong in it.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();

    public Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _errors.Enqueue($"{page.Url}: {error}");
        page.Console += (_, message) =>
        {
            // A page that answers 404 on purpose is reported as a resource that failed to load.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource: the server responded with", StringComparison.Ordinal))
            {
                _errors.Enqueue($"{page.Url}: {message.Text}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts and the console so far.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Opens a page and waits until nothing moves on the wire: what is prerendered has then become live.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    public async Task SignInAsync(string email, string password, string? recoveryCode = null)
    {
        await GoAsync("/sign-in");
        await Page.FillAsync("[name='Input.Email']", email);
        await Page.FillAsync("[name='Input.Password']", password);
        await Page.ClickAsync("form button[type=submit]");
        if (recoveryCode is not null)
        {
            await Page.WaitForURLAsync("**/sign-in/second-factor**");
            await Page.ClickAsync("a[href*='recovery=1']");
            await Page.WaitForURLAsync("**recovery=1**");
            await Page.FillAsync("[name='Input.Code']", recoveryCode);
            await Page.ClickAsync("form button[type=submit]");
        }
    }

    public async Task<IEnumerable<string>> CookieNamesAsync() => (await _context.CookiesAsync()).Select(cookie => cookie.Name);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
