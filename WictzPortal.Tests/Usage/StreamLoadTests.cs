using System.Text.Json;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Ledger;
using WictzPortal.Models;
using WictzPortal.Tests.Gateway;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class StreamLoadTests
{
    [Fact, Trait("Exam", "31")]
    public async Task Two_hundred_parallel_streams_are_recorded_as_reported_and_cost_what_they_cost()
    {
        const int streams = 200;
        await using var upstream = await FakeOpenAi.StartAsync();
        for (var i = 0; i < streams; i++)
        {
            upstream.Next.Enqueue(new FakeScript
            {
                PromptTokens = 11 + i,
                Deltas = [.. Enumerable.Range(0, 3 + (i % 20)).Select(n => $" w{n}")],
                BetweenDeltas = TimeSpan.FromMilliseconds(i % 7),
            });
        }

        var file = Path.Combine(Path.GetTempPath(), $"catalog-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, TestCatalog.Json(upstream.BaseUrl, upstream.BaseUrl));
        await using var app = await PortalApp.StartAsync(("Gateway:CatalogFile", file), ("Plans:SignUpCredit", "1000"));
        File.Delete(file);
        var person = new NewUser("Ada", "Lovelace", "ada@example.org", "correct horse battery 9!", AgeBand.Adult) { EmailConfirmed = true };
        var account = (await app.Get<SignUp>().RegisterAsync(person, default)).Value!;
        var key = (await app.Get<KeyIssuer>().IssueAsync(account.AccountId, account.AccountNumber, "load", default)).Value!;
        var start = (await app.Get<GeneralLedger>().BalanceAsync(account.AccountNumber, default)).Total;

        var answers = await Task.WhenAll(Enumerable.Range(0, streams).Select(_ => ReadStreamAsync(app, key.Secret)));

        Assert.All(answers, answer => Assert.EndsWith("data: [DONE]\n\n", answer, StringComparison.Ordinal));
        var records = await Calls.RecordsAsync(app, account.AccountNumber);
        Assert.Equal(streams, records.Count);
        Assert.Equal(upstream.Calls.Sum(c => c.ReportedPrompt), records.Sum(r => r.Tokens.TotalInput));
        Assert.Equal(upstream.ReportedCompletion, records.Sum(r => r.Tokens.TotalOutput));
        Assert.All(records, r => Assert.False(r.Estimated));
        var price = app.Get<Catalog>().Current.Find("solo")!.Price!;
        Assert.All(records, r => Assert.Equal(price.CostOf(r.Tokens), r.Charged));
        var left = start.Micros - records.Sum(r => r.Cost.Micros);
        Assert.Equal(left, (await app.Get<GeneralLedger>().BalanceAsync(account.AccountNumber, default)).Total.Micros);
        Assert.Equal(new PurseState(new(left), new(0), new(left)), (await app.Get<Purses>().StateAsync(account.AccountNumber, default)));
        Assert.Equal(0, await app.Get<LedgerVerify>().RunAsync([], TextWriter.Null, default));
    }

    private static async Task<string> ReadStreamAsync(PortalApp app, string secret)
    {
        using var client = app.CreateClient(cookies: false);
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var body = JsonSerializer.Serialize(new { model = "solo", stream = true, messages = new[] { new { role = "user", content = "Hello" } } });
        using var response = await client.PostAsync("/v1/chat/completions", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.True(response.IsSuccessStatusCode, response.StatusCode.ToString());
        return await response.Content.ReadAsStringAsync();
    }
}
