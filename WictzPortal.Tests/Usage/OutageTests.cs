using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Ledger;
using WictzPortal.Tests.Gateway;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>A database that hangs, or is gone, while calls are in flight. On PostgreSQL: a file beside the process is never away.</summary>
public sealed class OutageTests
{
    private const int InFlight = 12;

    [Fact, Trait("Exam", "39"), Trait("Exam", "43"), Trait("Exam", "44")]
    public Task A_database_that_is_away_for_three_seconds_loses_no_call_and_needs_no_restart() => OutAsync(TimeSpan.FromSeconds(3));

    [Fact, Trait("Exam", "39"), Trait("Exam", "43"), Trait("Exam", "44"), Trait("Form", "Long")]
    public Task A_database_that_is_away_for_a_minute_loses_no_call_and_needs_no_restart() => OutAsync(TimeSpan.FromSeconds(60));

    private static async Task OutAsync(TimeSpan length)
    {
        if (!TestDatabase.IsPostgres)
        {
            return;
        }

        await using var upstream = await FakeOpenAi.StartAsync();
        var catalog = Path.Combine(Path.GetTempPath(), $"catalog-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(catalog, TestCatalog.Json(upstream.BaseUrl, upstream.BaseUrl));
        var database = await TestDatabase.CreateAsync();
        await using var line = DatabaseLine.To(database);
        await using var app = await PortalApp.StartOnAsync(database, line.Setting, ("Gateway:CatalogFile", catalog), ("Plans:SignUpCredit", "1000"));
        File.Delete(catalog);
        var person = new NewUser("Ada", "Lovelace", "ada@example.org", "correct horse battery 9!", AgeBand.Adult) { EmailConfirmed = true };
        var account = (await app.Get<SignUp>().RegisterAsync(person, default)).Value!;
        var key = (await app.Get<KeyIssuer>().IssueAsync(account.AccountId, account.AccountNumber, "load", default)).Value!;
        using var client = app.CreateClient(cookies: false);
        client.Timeout = TimeSpan.FromSeconds(100);
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(client, false)).Status);
        var ids = new List<Guid>();

        foreach (var leave in new[] { line.Hang, line.Cut })
        {
            upstream.Script = new FakeScript { FirstByteAfter = TimeSpan.FromMilliseconds(700) };
            var reached = upstream.Calls.Count;
            var calls = Enumerable.Range(0, InFlight).Select(i => CallAsync(client, i % 2 == 0)).ToList();
            Assert.True(await UntilAsync(() => upstream.Calls.Count == reached + InFlight));
            leave();
            var since = DateTime.UtcNow;
            upstream.Script = new FakeScript();

            Assert.True(await UntilAsync(() => !app.Get<IntakeGate>().IsOpen(out _)));
            Assert.True(await CallAsync(client, false) is { Status: HttpStatusCode.ServiceUnavailable, HasRetryAfter: true });
            Assert.False(await IsReadyAsync(client));
            await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (length - (DateTime.UtcNow - since)).Ticks)));
            Assert.All(calls, call => Assert.True(!call.IsCompletedSuccessfully || !call.Result.IsWhole));
            line.Restore();
            var answers = await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(60));
            ids.AddRange(answers.Select(answer => answer.Id));
            Assert.True(length > TimeSpan.FromSeconds(30) || answers.All(answer => answer.IsWhole));      // longer than that no client waits
            Assert.True(await UntilAsync(async () => (await CallAsync(client, false)).Status == HttpStatusCode.OK));
        }

        var records = (await Calls.RecordsAsync(app, account.AccountNumber)).Select(r => r.RequestId).ToList();
        Assert.Empty(ids.Except(records));
        Assert.Equal(records.Count, records.Distinct().Count());
        Assert.True(await UntilAsync(() => LoggedAsync(app, ids)));
        await using var report = new StringWriter();
        Assert.True(await app.Get<LedgerVerify>().RunAsync([], report, default) == 0, report.ToString());
    }

    private static async Task<bool> LoggedAsync(PortalApp app, List<Guid> ids)
    {
        await using var log = await app.Get<IDbContextFactory<RequestLogDb>>().CreateDbContextAsync();
        return await log.RequestLogEntries.CountAsync(entry => ids.Contains(entry.RequestId)) == ids.Count;
    }

    private static async Task<(HttpStatusCode Status, Guid Id, bool IsWhole, bool HasRetryAfter)> CallAsync(HttpClient client, bool stream)
    {
        var body = $$"""{"model":"solo","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var id = Guid.Parse(response.Headers.GetValues("x-request-id").Single());
        var text = "";
        try
        {
            text = await response.Content.ReadAsStringAsync();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Broken off, as an answer is whose record is not durable.
        }

        var isWhole = response.IsSuccessStatusCode && (stream ? text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal) : text.EndsWith('}'));
        return (response.StatusCode, id, isWhole, response.Headers.RetryAfter is not null);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));      // a load balancer has no more
        try
        {
            using var response = await client.GetAsync("/health/ready", patience.Token);
            return response.IsSuccessStatusCode;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static Task<bool> UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task<bool> UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await holds())
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }
}
