using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Plans;
using WictzPortal.Policies;
using WictzPortal.Privacy;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Policies;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;

namespace WictzPortal.Tests.Browser;

/// <summary>A class of its own, so that the two languages run side by side.</summary>
public sealed class EnglishAccessibilityTests() : AccessibilityTests("en");

/// <inheritdoc cref="EnglishAccessibilityTests"/>
public sealed class TurkishAccessibilityTests() : AccessibilityTests("tr");

/// <summary>
/// No page says anything on the console, and axe finds nothing on it, in either theme. In the short form every second page is opened in
/// one language and the others in the other, since the structure and the colours are the same; in the long form all are in both.
/// </summary>
public abstract class AccessibilityTests(string language)
{
    /// <summary>The cookies the portal sets: signing in, forgery protection, and what a person chose by a click.</summary>
    private static readonly HashSet<string> Registered =
        ["wz-session", "wz-second-step", "wz-forms", "wz-culture", ".AspNetCore.Culture", "wz-theme", "wz-sidebar", "wz-age-check"];

    [Fact]
    public Task Every_page_is_accessible_and_quiet() => CheckAsync(isLong: false);

    [Fact, Trait("Form", "Long")]
    public Task Every_page_is_accessible_and_quiet_in_this_language_too() => CheckAsync(isLong: true);

    private async Task CheckAsync(bool isLong)
    {
        await using var app = await PortalApp.StartAsync(("Accounts:AttemptsPerMinute", "10000"));
        await using var window = await Chromium.OpenAsync(app, language);

        Assert.Equal("1.0.1", (await PolicyRig.PublishAsync(app, PolicyKind.Cookie)).Number);      // a version to compare with
        var found = await CheckAsync(window, Pages.ForStrangers, isLong);
        var (email, code, key, request, number) = await AdministratorAsync(app, language);
        await window.SignInAsync(email, Visitor.Password, code);
        await window.Page.WaitForURLAsync(app.Address.ToString());
        found.AddRange(await CheckAsync(window, [.. Pages.ForMembers.Select(path => path
            .Replace(Pages.KeyId, key.ToString(), StringComparison.Ordinal).Replace(Pages.RequestId, request, StringComparison.Ordinal)
            .Replace(Pages.RequestNumber, number, StringComparison.Ordinal))], isLong));

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.True(window.Errors.Count == 0, string.Join('\n', window.Errors));
        Assert.Subset(Registered, (await window.CookieNamesAsync()).ToHashSet());
    }

    private async Task<List<string>> CheckAsync(Window window, IReadOnlyList<string> paths, bool isLong)
    {
        var found = new List<string>();
        foreach (var (_, path) in paths.Index().Where(page => isLong || page.Index % 2 == 0 == (language == "en")))
        {
            await window.GoAsync(path);
            Assert.Equal(language, await window.Page.Locator("html").GetAttributeAsync("lang"));
            found.AddRange((await Axe.FindAsync(window.Page)).Select(what => $"{path}: {what}"));
        }

        return found;
    }

    /// <summary>An administrator with a second factor, a key, a call and a request, so that no page is empty.</summary>
    private static async Task<(string Email, string RecoveryCode, Guid KeyId, string RequestId, string Number)> AdministratorAsync(PortalApp app, string language)
    {
        var visitor = new Visitor(app, language);
        var person = (await app.Get<SignUp>().RegisterAsync(
            new NewUser("Deniz", "Aksoy", visitor.Email, Visitor.Password, AgeBand.Adult) { Culture = language, EmailConfirmed = true }, default)).Value!;
        await visitor.SignInAsync();
        var (_, codes) = await visitor.EnrolAsync(TimeProvider.System);
        await app.Get<StaffRoles>().AssignAsync(person.UserId, Roles.Administrator, default);
        var key = (await app.Get<KeyIssuer>().IssueAsync(person.AccountId, person.AccountNumber, "web", default)).Value!;
        await app.Get<KeyDesk>().LimitAsync(person.AccountId, key.Id, new LimitSet(RequestsPerMinute: 600) { Models = ["sandbox/echo", "retired"] }, default);
        var call = await ChatCall.SendAsync(app, key.Secret);
        await Calls.ExpandedAsync(app);
        var request = await app.Get<DataSubjectRequests>().FileAsync(
            new NewRequest(RequestChannel.Portal, [RequestType.Correction]) { UserId = person.UserId, Proven = IdentityLevel.SteppedUp }, default);
        return (visitor.Email, codes[0], key.Id, call.Headers.GetValues("x-request-id").Single(), request.Value!.Number);
    }
}
