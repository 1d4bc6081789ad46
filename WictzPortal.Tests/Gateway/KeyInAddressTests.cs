using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Gateway;

/// <summary>A key reaches no log, wherever a client puts it.</summary>
[Trait("Database", "Any")]
public sealed class KeyInAddressTests
{
    [Fact, Trait("Exam", "36")]
    public async Task A_key_in_an_address_is_written_nowhere_however_much_is_logged()
    {
        using var log = new LogKeeper();
        await using var app = await PortalApp.StartAsync(
            null, services => services.AddSingleton<ILoggerProvider>(log), ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"));
        var key = await KeyAsync(app);
        using var client = app.CreateClient(cookies: false);

        using var response = await client.GetAsync($"/v1beta/models?key={key}");

        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains("Microsoft.AspNetCore", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(key[20..], log.Text, StringComparison.Ordinal);
    }

    private static async Task<string> KeyAsync(PortalApp app)
    {
        var person = new NewUser("Ada", "Lovelace", "ada@example.org", "correct horse battery 9!", AgeBand.Adult) { EmailConfirmed = true };
        var account = (await app.Get<SignUp>().RegisterAsync(person, default)).Value!;
        return (await app.Get<KeyIssuer>().IssueAsync(account.AccountId, account.AccountNumber, "canary", default)).Value!.Secret;
    }
}
