using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Mail;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Data;

/// <summary>No protected field stands in the files as plain text: database, write-ahead log, PostgreSQL heap.</summary>
[Trait("Promise", "A-33"), Trait("Promise", "B-13"), Trait("Exam", "36")]
public sealed class PlaintextTests
{
    [Fact]
    public async Task A_key_and_its_name_leave_no_plain_bytes()
    {
        await using var app = await PortalApp.StartAsync();
        var (account, keys) = (Guid.NewGuid(), app.Get<KeyIssuer>());
        var issued = (await keys.IssueAsync(account, 4_711, "Zeynep's canary key", default)).Value!;
        await app.Get<KeyDesk>().SetAsync(account, issued.Id, new KeySettings("Zeynep's second canary", null, null), default);
        var rotated = (await app.Get<KeyDesk>().RotateAsync(account, issued.Id, TimeSpan.FromHours(1), default)).Value!;

        var found = await ByteScan.FindAsync(app, [
            "Zeynep's canary key", "Zeynep's second canary", issued.Secret, issued.Secret[17..60], rotated.Secret, rotated.Secret[17..60],
        ]);

        Assert.Empty(found);
        Assert.NotEmpty(await ByteScan.FindAsync(app, [rotated.Secret.Substring(8, 8)]));      // the control: the public id is there
    }

    /// <summary>From the sign-up form to the second factor and an invitation, through the pages, as a person does it.</summary>
    [Fact, Trait("Promise", "A-34")]
    public async Task A_persons_data_leaves_no_plain_bytes()
    {
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using var app = await PortalApp.StartAsync(clock);
        var visitor = new Visitor(app) { Email = "sentinel.mail@canary-domain.example" };
        string[] typed = ["Sentinelfirst", "Sentinellast", "+905550001122", "Sentinel Company Ltd"];
        await visitor.SignUpAsync(("FirstName", typed[0]), ("LastName", typed[1]), ("Phone", typed[2]), ("Company", typed[3]));
        var confirm = await visitor.LinkAsync("accounts.confirm");
        await visitor.PostAsync(confirm, "confirm");
        await visitor.SignInAsync(password: "not the sentinel password");
        await visitor.SignInAsync();
        var (totp, codes) = await visitor.EnrolAsync(clock);
        await visitor.PostAsync("/members", "invite", ("Input.Email", "invited.sentinel@canary-domain.example"), ("Input.Role", "Member"));

        var found = await ByteScan.FindAsync(app, [
            .. typed, visitor.Email, visitor.Email.ToUpperInvariant(), Visitor.Password, "not the sentinel password",
            totp, .. codes.Take(3), "invited.sentinel@canary-domain.example", confirm[^40..],
        ]);

        Assert.Empty(found);
        Assert.Contains((await app.Get<MailBrowser>().ListAsync(null, 0, 10, default)).Rows, row => row.Template.Contains("nvit", StringComparison.Ordinal));
        Assert.NotEmpty(await ByteScan.FindAsync(app, ["Europe/Istanbul"]));      // the control: the time zone is no secret
    }

    [Fact]
    public async Task The_keys_of_cookies_and_links_are_wrapped()
    {
        await using var app = await PortalApp.StartAsync();
        app.Get<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>().CreateProtector("test").Protect([1]);

        var found = await ByteScan.FindAsync(app, ["<masterKey", "<descriptor"]);

        Assert.Empty(found);
        await using var db = app.OpenDb();
        Assert.NotEmpty(db.Set<DataProtectionKey>());
    }
}
