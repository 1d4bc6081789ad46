using WictzPortal.Data;
using WictzPortal.Keys;
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
        await keys.RenameAsync(account, issued.Id, "Zeynep's second canary", default);

        var found = await ByteScan.FindAsync(app, ["Zeynep's canary key", "Zeynep's second canary", issued.Secret, issued.Secret[17..60]]);

        Assert.Empty(found);
        Assert.NotEmpty(await ByteScan.FindAsync(app, [issued.Secret.Substring(8, 8)]));      // the control: the public id is there
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
