using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Browser;

public sealed partial class JourneyTests
{
    [Fact]
    public async Task From_signing_up_to_a_call_seen_on_the_dashboard_and_a_revoked_key()
    {
        await using var app = await PortalApp.StartAsync(("Accounts:AttemptsPerMinute", "1000"));
        await using var window = await Chromium.OpenAsync(app);
        var (page, visitor) = (window.Page, new Visitor(app));

        await SignUpAsync(window, visitor);
        await window.GoAsync(await visitor.LinkAsync("accounts.confirm"));
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForURLAsync("**/sign-in**");
        await window.SignInAsync(visitor.Email, Visitor.Password);
        await page.WaitForURLAsync(app.Address.ToString());

        var key = await CreateKeyAsync(window);
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

    private static async Task SignUpAsync(Window window, Visitor visitor)
    {
        var page = window.Page;
        await window.GoAsync("/sign-up");
        await page.FillAsync("[name='Input.FirstName']", "Deniz");
        await page.FillAsync("[name='Input.LastName']", "Aksoy");
        await page.FillAsync("[name='Input.Email']", visitor.Email);
        await page.FillAsync("[name='Input.Password']", Visitor.Password);
        await page.SelectOptionAsync("[name='Input.BirthMonth']", "5");
        await page.FillAsync("[name='Input.BirthYear']", "1990");
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForURLAsync("**/check-mail");
    }

    private static async Task<string> CreateKeyAsync(Window window)
    {
        var page = window.Page;
        await window.GoAsync("/keys");
        var dialog = await OpenDialogAsync(page, "Create key");
        await dialog.GetByRole(AriaRole.Textbox).First.FillAsync("my program");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var secret = dialog.GetByText(Secret()).First;
        var key = Secret().Match(await secret.InnerTextAsync()).Value;
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have saved it" }).ClickAsync();
        return key;
    }

    private static async Task RevokeKeyAsync(Window window)
    {
        var page = window.Page;
        await window.GoAsync("/keys");
        var dialog = await OpenDialogAsync(page, "Revoke my program");
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("my program");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke key" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Revoked", new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>A click on what is prerendered does nothing until the page is live, so a person would click again.</summary>
    private static async Task<ILocator> OpenDialogAsync(IPage page, string button)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        for (var attempt = 0; attempt < 10 && await dialog.CountAsync() == 0; attempt++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
            await Task.WhenAny(dialog.WaitForAsync(), Task.Delay(1000));
        }

        return dialog;
    }

    [GeneratedRegex("wz_live_[A-Za-z0-9_]{20,}")]
    private static partial Regex Secret();
}
