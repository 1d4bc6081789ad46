using System.Diagnostics;
using System.Net;
using Microsoft.Playwright;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Browser;

public sealed class JourneyTests
{
    [Fact]
    public async Task From_signing_up_to_a_call_seen_on_the_dashboard_and_a_revoked_key()
    {
        await using var app = await PortalApp.StartAsync(("Accounts:AttemptsPerMinute", "1000"));
        await using var window = await Chromium.OpenAsync(app);
        var (page, visitor) = (window.Page, new Visitor(app));

        await window.RegisterAsync(app, visitor);
        var key = await window.CreateKeyAsync("my program");
        await window.GoAsync("/");
        var answer = await ChatCall.SendAsync(app, key);
        var since = Stopwatch.StartNew();
        await Assertions.Expect(page.GetByText("sandbox/echo").First).ToBeVisibleAsync(new() { Timeout = 10_000 });
        var seenAfter = since.Elapsed;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(seenAfter < TimeSpan.FromSeconds(2), $"Seen on the dashboard only after {seenAfter}.");

        await RevokeKeyAsync(window);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ChatCall.SendAsync(app, key)).StatusCode);
        Assert.True(window.Errors.Count == 0, string.Join('\n', window.Errors));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_without_telling_who_has_an_account()
    {
        await using var app = await PortalApp.StartAsync(("Accounts:AttemptsPerMinute", "1000"));
        await using var window = await Chromium.OpenAsync(app);
        var (visitor, _) = await Visitor.SignedUpAsync(app);

        await window.SignInAsync(visitor.Email, "not the password");
        var known = await window.Page.GetByRole(AriaRole.Alert).InnerTextAsync();
        await window.SignInAsync("nobody@example.com", "not the password");
        var unknown = await window.Page.GetByRole(AriaRole.Alert).InnerTextAsync();

        Assert.Equal(known, unknown);
        Assert.EndsWith("/sign-in", window.Page.Url, StringComparison.Ordinal);
    }

    private static async Task RevokeKeyAsync(Window window)
    {
        var page = window.Page;
        await window.GoAsync("/keys");
        var dialog = await page.OpenDialogAsync("Revoke my program");
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("my program");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke key" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Revoked", new() { Exact = true })).ToBeVisibleAsync();
    }
}
