using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Architecture;
using WictzPortal.Tests.Browser;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>Receipts as a customer's program and browser get them.</summary>
public sealed class ReceiptTests(ReceiptTests.Rig rig) : IClassFixture<ReceiptTests.Rig>
{
    private PortalApp App => rig.App;

    [Fact]
    public async Task A_call_has_its_receipt_as_soon_as_it_has_ended_and_no_byte_of_it_can_be_changed()
    {
        var customer = await CustomerAsync();
        var call = await ChatCall.SendAsync(App, customer.Key);

        var response = await AskAsync(customer.Key, call.Headers.GetValues("x-request-id").Single());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var receipt = JsonDocument.Parse(bytes).RootElement;
        Assert.Equal("sandbox/echo", receipt.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("sandbox/echo", receipt.GetProperty("deployment").GetProperty("name").GetString());
        Assert.Equal(customer.Key.Substring("wz_live_".Length, 8), receipt.GetProperty("api_key").GetProperty("public_id").GetString());
        Assert.Equal((customer.Person.AccountNumber, "completed", 1), (receipt.GetProperty("account_number").GetInt64(), receipt.GetProperty("end").GetString(), receipt.GetProperty("attempts").GetInt32()));

        var client = App.CreateClient(cookies: false);
        var jwk = JsonDocument.Parse(await client.GetStringAsync("/.well-known/receipt-keys.json")).RootElement.GetProperty("keys")[0];
        var kid = response.Headers.GetValues("x-receipt-key").Single();
        Assert.Equal((kid, kid), (jwk.GetProperty("kid").GetString(), receipt.GetProperty("signing_key").GetString()));
        using var key = ECDsa.Create();
        key.ImportFromPem(await client.GetStringAsync("/.well-known/receipt-key.pem"));
        var signature = Convert.FromBase64String(response.Headers.GetValues("x-receipt-signature").Single());
        Assert.True(Verifies(key, bytes, signature));
        for (var i = 0; i < bytes.Length; i += 7)
        {
            bytes[i] ^= 1;
            Assert.False(Verifies(key, bytes, signature));
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public async Task What_was_not_paid_who_failed_before_and_the_books_are_on_it()
    {
        var customer = await CustomerAsync();
        var price = await Calls.PriceAsync(App, 1_000);
        var account = customer.Person.AccountNumber;
        var retried = Calls.Usage(account, 1_000, DateTimeOffset.UtcNow.AddDays(-2)) with { PriceVersionId = price, Attempts = 2, ModelId = 424_242, DeploymentId = 424_242 };
        await App.Get<UsageSeeder>().WriteAsync(
            [new SeedCall(retried, Calls.Log(retried) with { FailedAttempts = [new AttemptDraft(1, "provider_error", TimeSpan.Zero)] })], default);
        var has = (await App.Get<Purses>().StateAsync(account, default)).Available.Micros;
        var dear = Calls.Usage(account, has + 400) with { PriceVersionId = await Calls.PriceAsync(App, has + 400) };
        await Calls.ServeAsync(App, dear, reserveMicros: has);

        var unpaid = await ReadAsync(customer.Key, dear.RequestId);
        var second = await ReadAsync(customer.Key, retried.RequestId);

        long Micros(string name) => unpaid.GetProperty(name).GetProperty("micros").GetInt64();
        Assert.Equal((has + 400, has, 400), (Micros("cost"), Micros("charged"), Micros("our_loss")));
        Assert.Equal("0.000004", unpaid.GetProperty("our_loss").GetProperty("lira").GetString());
        var record = Assert.Single(await Calls.RecordsAsync(App, account), r => r.RequestId == dear.RequestId);
        Assert.Equal(record.LedgerEntryId, unpaid.GetProperty("ledger_entry_id").GetGuid());
        var failed = Assert.Single(second.GetProperty("failed_attempts").EnumerateArray());
        Assert.Equal((1, "provider_error"), (failed.GetProperty("number").GetInt32(), failed.GetProperty("code").GetString()));
        Assert.Equal((424_242, JsonValueKind.Null), (second.GetProperty("deployment").GetProperty("id").GetInt32(), second.GetProperty("deployment").GetProperty("name").ValueKind));
    }

    [Fact]
    public async Task Nobody_gets_the_receipt_of_another_account()
    {
        var (owner, other) = (await CustomerAsync(), await CustomerAsync());
        var call = await BookedAsync(owner.Person.AccountNumber);

        var foreign = await AskAsync(other.Key, call.ToString());
        var unknown = await AskAsync(other.Key, Guid.NewGuid().ToString());
        var coming = await AskAsync(other.Key, Guid.CreateVersion7().ToString());
        var malformed = await AskAsync(other.Key, "not-an-id");
        var nobody = await App.CreateClient(cookies: false).GetAsync($"/v1/receipts/{call}");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(owner.Key, call.ToString())).StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, unknown.StatusCode));
        Assert.Equal(await foreign.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Contains("\"receipt_not_found\"", await foreign.Content.ReadAsStringAsync());
        Assert.Equal((null, "1"), (foreign.Headers.RetryAfter, coming.Headers.RetryAfter?.ToString()));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (malformed.StatusCode, nobody.StatusCode));
        Assert.Contains("\"NOT_FOUND\"", await (await AskAsync(other.Key, call.ToString(), "x-goog-api-key")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_record_that_its_price_does_not_explain_is_not_signed()
    {
        var customer = await CustomerAsync();
        var wrong = Calls.Usage(customer.Person.AccountNumber, 999, DateTimeOffset.UtcNow.AddDays(-2)) with { PriceVersionId = await Calls.PriceAsync(App, 1_000) };
        await App.Get<UsageSeeder>().WriteAsync([new SeedCall(wrong, Calls.Log(wrong))], default);

        var response = await AskAsync(customer.Key, wrong.RequestId.ToString());

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("\"internal_error\"", await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("x-receipt-signature"));
    }

    [Fact]
    public async Task The_page_shows_members_what_is_theirs_and_says_what_is_not_there()
    {
        var customer = await CustomerAsync();
        var stranger = await CustomerAsync();
        var call = await BookedAsync(customer.Person.AccountNumber);
        var refused = Calls.Usage(customer.Person.AccountNumber, 0, DateTimeOffset.UtcNow.AddDays(-1));
        await App.Get<UsageSeeder>().WriteAsync([new SeedCall(null, Calls.Log(refused, 402, settled: false))], default);

        await customer.Visitor.SignInAsync();
        await stranger.Visitor.SignInAsync();

        Assert.Contains("openssl dgst", await customer.Visitor.GetAsync($"/receipts/{call}"));
        Assert.Contains("Nothing was charged", await customer.Visitor.GetAsync($"/receipts/{refused.RequestId}"));
        Assert.Contains("There is no such receipt", await customer.Visitor.GetAsync("/receipts/not-an-id"));
        var foreign = await stranger.Visitor.GetAsync($"/receipts/{call}");
        Assert.Contains("There is no such receipt", foreign);
        Assert.DoesNotContain("openssl", foreign);
    }

    [Fact]
    public async Task The_documented_commands_verify_a_receipt_and_notice_a_change()
    {
        if (!File.Exists("/usr/bin/openssl") || !File.Exists("/usr/bin/curl"))
        {
            return;      // what .NET verifies is tested above
        }

        var customer = await CustomerAsync();
        var call = await BookedAsync(customer.Person.AccountNumber);
        var commands = (await File.ReadAllTextAsync(Path.Combine(Sources.Root, "docs", "receipts.md"))).Split("```sh\n")[1].Split("```")[0];
        var folder = Directory.CreateTempSubdirectory("receipt-");
        try
        {
            var honest = await RunAsync(folder, commands, ("PORTAL", App.Address.ToString().TrimEnd('/')), ("WICTZ_KEY", customer.Key), ("REQUEST", call.ToString()));
            var file = Path.Combine(folder.FullName, "receipt.json");
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"charged\"", "\"Charged\"", StringComparison.Ordinal));
            var changed = await RunAsync(folder, commands.Split('\n').Last(line => line.StartsWith("openssl", StringComparison.Ordinal)));

            Assert.Equal((0, "Verified OK"), (honest.ExitCode, honest.Output.Trim()));
            Assert.NotEqual(0, changed.ExitCode);
            Assert.Contains("Verification failure", changed.Output, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Another_node_or_the_next_start_signs_with_the_same_key()
    {
        var store = ActivatorUtilities.CreateInstance<KeyStore>(App.Services);
        var elsewhere = new Vault(store, App.Get<System.Diagnostics.Metrics.IMeterFactory>());

        Assert.Equal(
            (await App.Get<ReceiptSigner>().KeyAsync(default)).ToPem(),
            (await new ReceiptSigner(elsewhere, App.Get<PortalAddress>()).KeyAsync(default)).ToPem());
    }

    [Fact]
    [Trait("Exam", "44")]
    public async Task Without_the_database_the_answer_is_503_and_not_about_the_key()
    {
        var customer = await CustomerAsync();
        await using var db = App.OpenDb();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE usage_records RENAME TO usage_records_away");
        HttpResponseMessage response;
        try
        {
            response = await AskAsync(customer.Key, Guid.NewGuid().ToString());
        }
        finally
        {
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE usage_records_away RENAME TO usage_records");
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "2"), (response.StatusCode, response.Headers.RetryAfter?.ToString()));
    }

    [Fact]
    public async Task A_postgres_that_refuses_connections_is_an_outage_too()
    {
        var options = new DbContextOptionsBuilder<DbContext>().UseNpgsql("Host=127.0.0.1;Port=1;Timeout=1;Database=none;Username=none").Options;
        await using var db = new DbContext(options);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => db.Database.SqlQueryRaw<int>("SELECT 1 AS \"Value\"").ToListAsync());

        Assert.True(Outage.IsCauseOf(failure), failure.ToString());
    }

    private static bool Verifies(ECDsa key, byte[] bytes, byte[] signature) =>
        key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private static async Task<(int ExitCode, string Output)> RunAsync(DirectoryInfo folder, string commands, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", commands]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return (process.ExitCode, output + await errors);
    }

    private async Task<(Visitor Visitor, SignedUp Person, string Key)> CustomerAsync()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(App);
        return (visitor, person, (await App.Get<KeyIssuer>().IssueAsync(person.AccountId, person.AccountNumber, "test", default)).Value!.Secret);
    }

    /// <summary>A call of the past that cost something.</summary>
    private async Task<Guid> BookedAsync(long account)
    {
        var usage = Calls.Usage(account, 1_000, DateTimeOffset.UtcNow.AddDays(-2)) with { PriceVersionId = await Calls.PriceAsync(App, 1_000) };
        await App.Get<UsageSeeder>().WriteAsync([new SeedCall(usage, Calls.Log(usage))], default);
        return usage.RequestId;
    }

    private async Task<HttpResponseMessage> AskAsync(string key, string requestId, string header = "x-api-key")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/receipts/{requestId}");
        request.Headers.Add(header, key);
        return await App.CreateClient(cookies: false).SendAsync(request);
    }

    private async Task<JsonElement> ReadAsync(string key, Guid requestId)
    {
        var response = await AskAsync(key, requestId.ToString());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>One app for all of them; of its own, since one test takes a table away.</summary>
    public sealed class Rig : IAsyncLifetime
    {
        public PortalApp App { get; private set; } = default!;

        public async Task InitializeAsync() => App = await PortalApp.StartAsync();

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
