using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Privacy;
using WictzPortal.Recipients;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Invoices;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>One app whose clock the tests move.</summary>
public sealed class PackageApp : IAsyncLifetime
{
    public FakeClock Clock { get; } = new();

    public PortalApp App { get; private set; } = default!;

    public async Task InitializeAsync() => App = await PortalApp.StartAsync(Clock);

    /// <summary>Puts a recipient into the register; returns its number.</summary>
    internal async Task<int> RegisterAsync(RecipientFacts facts)
    {
        await using var db = App.OpenDb();
        var recipient = new Recipient(facts, Clock.GetUtcNow());
        db.Recipients.Add(recipient);
        await db.SaveChangesAsync();
        await App.Get<RecipientFeed>().RefreshAsync(default);
        return recipient.Id;
    }

    public Task DisposeAsync() => App.DisposeAsync().AsTask();
}

/// <summary>The classes that share it.</summary>
[CollectionDefinition(nameof(PackageApp))]
public sealed class PackageAppUsers : ICollectionFixture<PackageApp>;

/// <summary>What a package proves of itself, who gets it, and how long.</summary>
[Collection(nameof(PackageApp))]
public sealed class PackageTests(PackageApp one)
{
    private const string Sums = "SHA256SUMS does not fit";

    private readonly PortalApp _app = one.App;

    /// <summary>English labels follow from the names; whoever adds a column that goes into packages writes its Turkish one.</summary>
    [Fact, Trait("Promise", "A-45")]
    public void Every_column_has_a_label_in_Turkish()
    {
        var words = _app.Get<IStringLocalizer<PrivacyText>>();
        var columns = _app.Get<Schemas>().Tables.SelectMany(table => table.Columns.Select(Schemas.LabelOf)).Distinct();

        var lacking = WictzPortal.Policies.Bilingual.In("tr", () => columns.Where(label => words[label].ResourceNotFound).Order(StringComparer.Ordinal).ToList());

        Assert.Equal([], lacking);
    }

    [Fact, Trait("Promise", "A-45")]
    public async Task A_package_verifies_and_a_changed_one_does_not()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var package = await Unpacked.AskAsync(_app, person.UserId, RequestType.Portability);

        Assert.Equal([], await FaultsAsync(_app, package.Zip));
        Assert.Equal(["data/profile.json is not as it was written", Sums], await FaultsAsync(_app, package.With("data/profile.json", "[]")));
        Assert.Equal(["data/profile.csv is missing", Sums], await FaultsAsync(_app, package.With("data/profile.csv", null)));
        Assert.Equal(["data/more.csv is not in the manifest", Sums], await FaultsAsync(_app, package.With("data/more.csv", "x")));
        var forged = package.Text("manifest.json").Replace("portability", "access", StringComparison.Ordinal);
        Assert.Contains("was changed", Assert.Single(await FaultsAsync(_app, package.With("manifest.json", forged))), StringComparison.Ordinal);
        Assert.Contains("outside", Assert.Single(await FaultsAsync(_app, package.With("../escape.txt", "x"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verb_reads_a_file()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var package = await Unpacked.AskAsync(_app, person.UserId, RequestType.Portability);
        var (whole, cut) = (Path.Combine(_app.DataDirectory, "whole.zip"), Path.Combine(_app.DataDirectory, "cut.zip"));
        await File.WriteAllBytesAsync(whole, package.Zip);
        await File.WriteAllBytesAsync(cut, package.Zip[..^200]);
        await using var output = new StringWriter();

        var verb = _app.Services.GetServices<IVerb>().Single(v => v.Name == "package verify");
        Assert.Equal((0, 1, 1), (
            await verb.RunAsync([whole], output, default), await verb.RunAsync([cut], output, default), await verb.RunAsync(["none.zip"], output, default)));
        Assert.Contains("There is no file none.zip.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_manifest_names_every_file_with_its_ground_and_what_is_left_out()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var package = await Unpacked.AskAsync(_app, person.UserId, RequestType.Access);

        var manifest = package.Manifest;
        var files = manifest.GetProperty("files").EnumerateArray().ToDictionary(f => f.GetProperty("path").GetString()!);
        Assert.Equal("privacy-export/1", manifest.GetProperty("schema").GetString());
        Assert.Equal("access", manifest.GetProperty("scope").GetString());
        Assert.Equal(_app.Get<Inventory>().Hash, manifest.GetProperty("inventoryHash").GetString());
        Assert.Equal(package.Files.Keys.Except(["manifest.json", "manifest.sig", "SHA256SUMS"]).Order(), files.Keys.Order());
        Assert.All(files, f => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(package.Files[f.Key])), f.Value.GetProperty("sha256").GetString()));
        var profile = files["data/profile.csv"];
        Assert.Equal(1, profile.GetProperty("rows").GetInt32());
        Assert.Equal("R-ACC30", profile.GetProperty("retention").GetString());
        Assert.Contains("KVKK 5/2-c; GDPR 6(1)(b)", profile.GetProperty("legalBasis").EnumerateArray().Select(b => b.GetString()));
        var gaps = manifest.GetProperty("excluded").EnumerateArray().ToList();
        Assert.Contains(gaps, g => g.GetProperty("data").EnumerateArray().Any(d => d.GetString() == "users.PasswordHash"));
        Assert.All(gaps, g => Assert.NotEqual("", g.GetProperty("article").GetString()));
        Assert.Contains(person.UserId.ToString(), package.Text("data/profile.json"), StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "A-62")]
    public async Task Documents_are_in_it_as_they_were_issued()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var sales = new Sales(_app) { AccountId = person.AccountId, AccountNumber = person.AccountNumber };
        await sales.PayAsync(8333);
        await sales.IssueAsync();
        var number = Assert.Single(await sales.DocumentsAsync()).Number;

        var package = await Unpacked.AskAsync(_app, person.UserId, RequestType.Portability);

        Assert.Equal(number, InvoiceDocument.FromJson(package.Text($"invoices/{number}.json")).Number);
        Assert.Contains(number, package.Text("data/invoices.csv"), StringComparison.Ordinal);
        var listed = package.Manifest.GetProperty("files").EnumerateArray()
            .Single(f => f.GetProperty("path").GetString() == $"invoices/{number}.json");
        Assert.Equal("R-BIL10Y", listed.GetProperty("retention").GetString());
    }

    /// <summary>In place of a colleague or of staff stands the role.</summary>
    [Fact, Trait("Promise", "A-42"), Trait("Promise", "B-18")]
    public async Task Other_people_are_roles()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var (colleague, officer) = await Visitor.SignedUpAsync(_app);
        Assert.True((await _app.Get<StaffRoles>().GiveAsync(colleague.Email, Roles.Support, person.UserId, default)).Succeeded);
        await _app.Get<AuditTrail>().WriteAsync(
            new AuditNote("accounts.opened", officer.UserId) { SubjectId = person.UserId, Purpose = Purpose.Support, Reason = "Ticket 17" },
            default);

        var package = await Unpacked.AskAsync(_app, person.UserId, RequestType.Access);

        var purposes = package.Json("access/processing.json").GetProperty("purposes").EnumerateArray();
        Assert.Equal(1, purposes.Single(p => p.GetProperty("purpose").GetString() == "Support").GetProperty("looksByStaff").GetInt32());
        var look = Assert.Single(package.Json("access/staff-access.json").EnumerateArray(), l => l.GetProperty("action").GetString() == "accounts.opened");
        Assert.Equal(("staff: Support", "Ticket 17", "Support"), (
            look.GetProperty("actor_id").GetString(), look.GetProperty("reason").GetString(),
            look.GetProperty("stated_purpose").GetString()));
        Assert.Equal("staff: Support", Assert.Single(await _app.Get<Looks>().OfAsync(person.UserId, 20, default)).Role);
    }

    [Fact]
    public async Task A_hold_that_a_law_keeps_secret_is_told_of_when_it_may_be()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var secret = new NewHold("2026/17", HoldBasis.LegalClaims, "Dava", person.UserId, Guid.NewGuid())
        {
            IsSecretUntil = one.Clock.GetUtcNow().AddDays(20),
        };
        Assert.True((await _app.Get<Holds>().PlaceAsync(secret, [new HeldRecord("users", "x")], default)).Succeeded);

        var before = await Unpacked.AskAsync(_app, person.UserId, RequestType.Access);
        one.Clock.Advance(TimeSpan.FromDays(21));
        await _app.Get<Holds>().EndSecrecyAsync(default);      // as a job does every five minutes
        var after = await Unpacked.AskAsync(_app, person.UserId, RequestType.Access);

        Assert.Equal((0, 1), (before.Json("access/legal-holds.json").GetArrayLength(), after.Json("access/legal-holds.json").GetArrayLength()));
        Assert.DoesNotContain("holds.placed", before.Text("access/staff-access.csv"), StringComparison.Ordinal);
    }

    /// <summary>The answer names who really got data, with country and days .</summary>
    [Fact, Trait("Promise", "A-13"), Trait("Promise", "B-19")]
    public async Task Recipients_are_named_with_their_days()
    {
        var (_, person) = await Visitor.SignedUpAsync(_app);
        var facts = new RecipientFacts
        {
            Name = "Örnek Model Ltd.", Type = RecipientType.AiProvider, Country = "US",
            Transfer = new TransferGround(TransferMechanism.StandardContract, "SÖZ-7", new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 5)),
        };
        var number = await one.RegisterAsync(facts);
        await using (var db = _app.OpenDb())
        {
            await RecipientsSeen.WriteAsync(
                db,
                [
                    new Sighting(person.AccountNumber, number, new DateOnly(2026, 1, 9)),
                    new Sighting(person.AccountNumber, number, new DateOnly(2026, 1, 3)),
                ],
                default);
        }

        var told = (await Unpacked.AskAsync(_app, person.UserId, RequestType.Access)).Json("access/recipients.json");

        var sole = Assert.Single(told.EnumerateArray());
        Assert.Equal(("2026-01-03", "2026-01-09"), (sole.GetProperty("firstOn").GetString(), sole.GetProperty("lastOn").GetString()));
        Assert.Equal(("Örnek Model Ltd.", "US", "StandardContract", "SÖZ-7"), (
            sole.GetProperty("name").GetString(), sole.GetProperty("country").GetString(), sole.GetProperty("safeguard").GetString(),
            sole.GetProperty("safeguardReference").GetString()));
    }

    /// <summary>A package's words may be anybody's: spreadsheets must not run them, and unpacking must not write elsewhere.</summary>
    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("Deniz", "Deniz")]
    public void Words_are_defused_in_csv(string words, string cell) => Assert.Equal(cell, Cells.Csv(words));

    [Fact]
    public void Numbers_stay_numbers_in_csv() => Assert.Equal(
        ["-5", "-1.50", "true", ""], [Cells.Csv(-5L), Cells.Csv(Money.FromKurus(-150)), Cells.Csv(true), Cells.Csv(null)]);

    [Theory]
    [InlineData("../../etc/passwd", "invoices/etc_passwd")]
    [InlineData("C:\\Windows\\x.exe", "invoices/C__Windows_x.exe")]
    [InlineData("..", "invoices/file")]
    [InlineData("WZ2026000000001.pdf", "invoices/WZ2026000000001.pdf")]
    public void Names_of_files_cannot_leave_their_folder(string name, string path) =>
        Assert.Equal(path, new PackageWriter(null!, default).SafePath("invoices", name));

    [Fact]
    public async Task Somebody_elses_package_is_not_there_and_ones_own_needs_a_fresh_proof()
    {
        var (visitor, person) = await Visitor.SignedInAsync(_app);
        var (other, _) = await Visitor.SignedInAsync(_app);
        var answer = await visitor.PostAsync("/privacy/packages", "ask-Portability");
        Assert.Contains("asked=VB-", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Contains("A package is being made", await TextAsync(await visitor.PostAsync("/privacy/packages", "ask-Access")), StringComparison.Ordinal);
        await _app.Get<PackagesJob>().RunAsync(default);
        var id = (await _app.Get<PackageDesk>().ListAsync(person.UserId, default)).Single().Id;

        var theirs = await visitor.Http.GetAsync($"/privacy/packages/{id}");
        var anothers = await other.Http.GetAsync($"/privacy/packages/{id}");
        one.Clock.Advance(TimeSpan.FromMinutes(6));
        var late = await visitor.Http.GetAsync($"/privacy/packages/{id}");

        Assert.Equal(HttpStatusCode.OK, theirs.StatusCode);
        Assert.Equal("application/zip", theirs.Content.Headers.ContentType?.MediaType);
        Assert.Equal([], await FaultsAsync(_app, await theirs.Content.ReadAsByteArrayAsync()));
        Assert.EndsWith("refused=packages.not_found", anothers.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.StartsWith("/step-up", late.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Contains(await visitor.MailsAsync(), m => m.Row.Template == PackageMail.Template);
    }

    [Fact]
    public async Task It_can_be_downloaded_five_times_within_seven_days_and_then_its_content_is_gone()
    {
        var (visitor, person) = await Visitor.SignedInAsync(_app);
        await visitor.PostAsync("/privacy/packages", "ask-Portability");
        await _app.Get<PackagesJob>().RunAsync(default);
        var id = (await _app.Get<PackageDesk>().ListAsync(person.UserId, default)).Single().Id;

        for (var i = 0; i < Package.MostDownloads; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.Http.GetAsync($"/privacy/packages/{id}")).StatusCode);
        }

        var sixth = await visitor.Http.GetAsync($"/privacy/packages/{id}");
        Assert.EndsWith("refused=packages.ended", sixth.Headers.Location?.OriginalString, StringComparison.Ordinal);
        one.Clock.Advance(TimeSpan.FromDays(7));
        await _app.Get<PackagesJob>().RunAsync(default);
        await using var db = _app.OpenDb();
        Assert.False(await db.PackageParts.AnyAsync(part => part.PackageId == id));
        var (rows, _) = await _app.Get<AuditBrowser>().ListAsync("packages.", person.UserId, 0, 20, default);
        Assert.Equal(["packages.expired", .. Enumerable.Repeat("packages.downloaded", 5), "packages.made"], rows.Select(r => r.Action));
    }

    [Fact]
    public async Task Three_a_day_are_made()
    {
        var (visitor, _) = await Visitor.SignedInAsync(_app);
        for (var i = 0; i < PackageDesk.MostPerDay; i++)
        {
            Assert.Equal(HttpStatusCode.Found, (await visitor.PostAsync("/privacy/packages", "ask-Portability")).StatusCode);
            await _app.Get<PackagesJob>().RunAsync(default);
        }

        Assert.Contains("3 packages a day", await TextAsync(await visitor.PostAsync("/privacy/packages", "ask-Portability")), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(PortalApp app, byte[] zip)
    {
        var key = await SigningKey.ForAsync(app.Get<Vault>(), PackageBuilder.KeyName, default);
        return await PackageCheck.RunAsync(new MemoryStream(zip), key.ToPem(), default);
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
}
