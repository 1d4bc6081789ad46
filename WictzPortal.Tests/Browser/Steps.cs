using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Browser;

/// <summary>What people do in more than one journey.</summary>
internal static partial class Steps
{
    /// <summary>Registers, follows the link of the mail, and signs in.</summary>
    public static async Task RegisterAsync(this Window window, PortalApp app, Visitor visitor)
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
        await window.GoAsync(await visitor.LinkAsync("accounts.confirm"));
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForURLAsync("**/sign-in**");
        await window.SignInAsync(visitor.Email, Visitor.Password);
        await page.WaitForURLAsync(app.Address.ToString());
    }

    /// <returns>The key's secret.</returns>
    public static async Task<string> CreateKeyAsync(this Window window, string name)
    {
        await window.GoAsync("/keys");
        var dialog = await window.Page.OpenDialogAsync("Create key");
        await dialog.GetByRole(AriaRole.Textbox).First.FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var key = Secret().Match(await dialog.GetByText(Secret()).First.InnerTextAsync()).Value;
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have saved it" }).ClickAsync();
        return key;
    }

    /// <summary>A click on what is prerendered does nothing until the page is live, so a person would click again.</summary>
    public static async Task<ILocator> OpenDialogAsync(this IPage page, string button)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        for (var attempt = 0; attempt < 10 && await dialog.CountAsync() == 0; attempt++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
            await Task.WhenAny(dialog.WaitForAsync(), Task.Delay(1000));
        }

        return dialog;
    }

    /// <summary>A member of staff of that role, signed in with a second factor in a window of their own.</summary>
    public static async Task<Window> OpenStaffAsync(PortalApp app, string role)
    {
        var visitor = new Visitor(app, "en");
        var person = (await app.Get<SignUp>().RegisterAsync(
            new NewUser("Ege", "Kaya", visitor.Email, Visitor.Password, AgeBand.Adult) { Culture = "en", EmailConfirmed = true }, default)).Value!;
        await visitor.SignInAsync();
        var (_, codes) = await visitor.EnrolAsync(TimeProvider.System);
        await app.Get<StaffRoles>().AssignAsync(person.UserId, role, default);
        var window = await Chromium.OpenAsync(app);
        await window.SignInAsync(visitor.Email, Visitor.Password, codes[0]);
        await window.Page.WaitForURLAsync(app.Address.ToString());
        return window;
    }

    [GeneratedRegex("wz_live_[A-Za-z0-9_]{20,}")]
    private static partial Regex Secret();
}
