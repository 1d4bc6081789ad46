using System.ClientModel;
using System.Net;
using System.Text.Json;
using Anthropic.Exceptions;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>What clients see of limits: headers on every answer, and refusals that say which limit it was and what to do.</summary>
public sealed class LimitTests(LimitRig rig) : IClassFixture<LimitRig>
{
    private const string Hello = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";
    private const string Short = """{"model":"solo","max_tokens":20,"messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task Every_answer_tells_the_tightest_limits_in_OpenAIs_headers()
    {
        await rig.BeginAsync(key: new LimitSet(RequestsPerMinute: 60, TokensPerMinute: 2000), account: new LimitSet(RequestsPerDay: 30));

        var first = await rig.PostAsync(Hello);
        var second = await rig.PostAsync(Hello);
        var failed = await rig.PostAsync(Hello.Replace("solo", "none", StringComparison.Ordinal));

        // The day ends at midnight in Istanbul, the minute in 30 seconds. 15 tokens of input, by its bytes, and 1000 of the model's longest answer.
        Assert.Equal(("30", "29", "8h59m30s"), Limits(first, "requests"));
        Assert.InRange(int.Parse(Limits(first, "tokens").Left!, null), 985, TestDatabase.IsPostgres ? 1985 : 985);      // a shared limit gives what is here
        Assert.Equal(("2000", "30s"), (Limits(first, "tokens").Limit, Limits(first, "tokens").Reset));
        Assert.Equal(("30", "28", "8h59m30s"), Limits(second, "requests"));
        Assert.Equal((HttpStatusCode.NotFound, ("30", "28", "8h59m30s")), (failed.StatusCode, Limits(failed, "requests")));
        Assert.Equal(("2000", "1968", "30s"), Limits(failed, "tokens"));      // both calls used 16 tokens in the end
    }

    [Fact]
    public async Task A_key_without_limits_bears_no_such_header()
    {
        await rig.BeginAsync();

        var response = await rig.PostAsync(Hello);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.Contains("ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task OpenAIs_sdk_raises_a_used_up_limit_with_all_it_tells()
    {
        await rig.BeginAsync(key: new LimitSet(RequestsPerMinute: 1));
        await rig.Sdk("solo").CompleteChatAsync("Hello");

        var thrown = await Assert.ThrowsAsync<ClientResultException>(() => rig.Sdk("solo").CompleteChatAsync("Hello"));

        var raw = thrown.GetRawResponse()!;
        var error = JsonElement.Parse(raw.Content.ToString()).GetProperty("error");
        Assert.Equal((429, "rate_limit_error", "rate_limit_exceeded"), (thrown.Status, Text(error, "type"), Text(error, "code")));
        Assert.Equal(("key", "requests_per_minute", "2026-01-15T12:01:00Z"), (Text(error, "limit_source"), Text(error, "reason"), Text(error, "resets_at")));
        Assert.Equal((1, 0), (error.GetProperty("limit").GetInt64(), error.GetProperty("remaining").GetInt64()));
        Assert.Contains("resets_at", Text(error, "remedy_hint"));
        Assert.True(raw.Headers.TryGetValue("retry-after", out var wait));
        Assert.Equal("30", wait);
        Assert.Single(rig.Provider.Calls);
    }

    [Fact]
    public async Task Anthropics_sdk_raises_it_too_and_finds_its_own_headers()
    {
        await rig.BeginAsync(account: new LimitSet(RequestsPerDay: 1, TokensPerDay: 5000));

        var answer = await rig.SendAsync(AnthropicCalls.Hello.Replace("on-anthropic", "solo", StringComparison.Ordinal));
        var thrown = await Assert.ThrowsAsync<AnthropicRateLimitException>(() => rig.Claude().Messages.Create(AnthropicCalls.Ask("solo", "Hello")));

        Assert.Equal("1", Header(answer, "anthropic-ratelimit-requests-limit"));
        Assert.Equal("0", Header(answer, "anthropic-ratelimit-requests-remaining"));
        Assert.Equal("2026-01-15T21:00:00Z", Header(answer, "anthropic-ratelimit-requests-reset"));
        Assert.All(["tokens", "input-tokens", "output-tokens"], kind =>
        {
            Assert.Equal("5000", Header(answer, $"anthropic-ratelimit-{kind}-limit"));
            Assert.InRange(int.Parse(Header(answer, $"anthropic-ratelimit-{kind}-remaining")!, null), 4800, 4900);
            Assert.Equal("2026-01-15T21:00:00Z", Header(answer, $"anthropic-ratelimit-{kind}-reset"));
        });
        var body = JsonElement.Parse(thrown.ResponseBody);
        var error = body.GetProperty("error");
        Assert.Equal(("error", "rate_limit_error"), (Text(body, "type"), Text(error, "type")));
        Assert.Equal(("account", "requests_per_day", "2026-01-15T21:00:00Z"), (Text(error, "limit_source"), Text(error, "reason"), Text(error, "resets_at")));
    }

    [Fact]
    public async Task Googles_sdk_raises_it_too_with_details_as_Google_has_them()
    {
        await rig.BeginAsync(key: new LimitSet(RequestsPerDay: 1));
        var answered = await GoogleSdk.RunAsync(rig.App.Address, rig.Customer.Secret, "text:solo", "stream:solo");

        var refused = JsonElement.Parse((string)answered["stream:solo"]!["message"]!).GetProperty("error");

        Assert.NotNull(answered["text:solo"]!["text"]);
        Assert.Equal((429, "RESOURCE_EXHAUSTED"), (refused.GetProperty("code").GetInt32(), Text(refused, "status")));
        var details = refused.GetProperty("details").EnumerateArray().ToDictionary(detail => Text(detail, "@type")!.Split('.')[^1]);
        var metadata = details["ErrorInfo"].GetProperty("metadata");
        Assert.Equal("RATE_LIMIT_EXCEEDED", Text(details["ErrorInfo"], "reason"));
        Assert.Equal(("key", "requests_per_day", "1"), (Text(metadata, "limit_source"), Text(metadata, "reason"), Text(metadata, "limit")));
        Assert.Equal("32370s", Text(details["RetryInfo"], "retryDelay"));
        Assert.Equal("key:requests_per_day", Text(details["QuotaFailure"].GetProperty("violations")[0], "subject"));
    }

    /// <summary>Its own size counts before it is sent anywhere; what can never fit is not told to come back.</summary>
    [Fact]
    [Trait("Exam", "11")]
    public async Task A_request_larger_than_the_limit_is_refused_for_good()
    {
        await rig.BeginAsync(key: new LimitSet(TokensPerMinute: 100));

        var large = await rig.PostAsync(Hello.Replace("Hello", new string('a', 3000), StringComparison.Ordinal));
        var wordy = await rig.PostAsync(Short.Replace("20", "500", StringComparison.Ordinal));
        var fits = await rig.PostAsync(Short);
        var tooMuchNow = await rig.PostAsync(Short.Replace("20", "70", StringComparison.Ordinal));

        foreach (var refused in new[] { large, wordy })
        {
            var error = await ErrorAsync(refused);
            Assert.Equal((HttpStatusCode.TooManyRequests, "request_exceeds_limit"), (refused.StatusCode, Text(error, "code")));
            Assert.Null(refused.Headers.RetryAfter);
            Assert.Equal("false", Header(refused, "x-should-retry"));
        }

        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal("rate_limit_exceeded", Text(await ErrorAsync(tooMuchNow), "code"));
        Assert.Single(rig.Provider.Calls);
    }

    [Fact]
    [Trait("Exam", "16")]
    public async Task A_call_in_flight_takes_a_place_until_its_answer_ends_and_no_longer()
    {
        await rig.BeginAsync(key: new LimitSet(Concurrency: 1, RequestsPerDay: 10));
        var mayBegin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Provider.Next.Enqueue(new FakeScript { MayBegin = mayBegin.Task });

        var running = rig.PostAsync(Hello);
        await rig.ReachedAsync(1);
        var refused = await rig.PostAsync(Hello);
        mayBegin.SetResult();
        var answered = await running;
        await answered.Content.ReadAsByteArrayAsync();
        var next = await rig.PostAsync(Hello);
        rig.Provider.Next.Enqueue(new FakeScript { Status = 500 });
        var failed = await rig.PostAsync(Hello);
        var last = await rig.PostAsync(Hello);

        var error = await ErrorAsync(refused);
        Assert.Equal((HttpStatusCode.TooManyRequests, "concurrency_limit_reached", "concurrency", "1"),
            (refused.StatusCode, Text(error, "code"), Text(error, "reason"), refused.Headers.RetryAfter?.ToString()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.InternalServerError, HttpStatusCode.OK),
            (answered.StatusCode, next.StatusCode, failed.StatusCode, last.StatusCode));
        Assert.Equal("6", Header(last, "x-ratelimit-remaining-requests"));      // the refused one took nothing of the day's
    }

    [Fact]
    [Trait("Exam", "15")]
    [Trait("Exam", "16")]
    public async Task What_another_rule_refuses_takes_nothing()
    {
        await rig.BeginAsync(key: new LimitSet(RequestsPerDay: 5, TokensPerDay: 100_000, SpendPerDay: LimitRig.Kurus(1)));

        var dear = await rig.PostAsync(Hello);
        await rig.LimitAsync(rig.Customer.KeyId, new LimitSet(RequestsPerDay: 5, TokensPerDay: 100_000, SpendPerDay: LimitRig.Kurus(1_000_000)));
        var beyondCredit = await rig.PostAsync("""{"model":"solo","n":128,"max_tokens":900,"messages":[{"role":"user","content":"Hello"}]}""");
        var known = await KeyAsync();

        var (spend, credit) = (await ErrorAsync(dear), await ErrorAsync(beyondCredit));
        Assert.Equal((HttpStatusCode.PaymentRequired, "request_exceeds_limit", "spend_per_day", "0.01"),
            (dear.StatusCode, Text(spend, "code"), Text(spend, "reason"), Text(spend, "limit")));
        Assert.Equal((HttpStatusCode.TooManyRequests, "request_exceeds_limit", "tokens_per_day"),
            (beyondCredit.StatusCode, Text(credit, "code"), Text(credit, "reason")));
        Assert.Equal(["0", "0", "0.00"], known.Select(limit => limit.GetProperty("used").ToString()));
    }

    [Fact]
    public async Task Used_up_credit_is_told_like_a_limit_of_the_account()
    {
        await rig.BeginAsync(key: new LimitSet(RequestsPerDay: 5));

        var refused = await rig.PostAsync("""{"model":"solo","n":128,"max_tokens":2000,"messages":[{"role":"user","content":"Hello"}]}""");

        var error = await ErrorAsync(refused);
        Assert.Equal((HttpStatusCode.PaymentRequired, "insufficient_credit"), (refused.StatusCode, Text(error, "code")));
        Assert.Equal(("account", "credit"), (Text(error, "limit_source"), Text(error, "reason")));
        Assert.NotEqual("", Text(error, "remedy_hint"));
        Assert.Equal("5", Header(refused, "x-ratelimit-remaining-requests"));
    }

    [Fact]
    public async Task Models_and_networks_outside_the_lists_are_forbidden()
    {
        await rig.BeginAsync(key: new LimitSet { Models = ["free"], Networks = ["127.0.0.0/8", "2001:db8::/32"] }, account: new LimitSet { Models = ["free", "solo"] });

        var allowed = await rig.PostAsync(Hello.Replace("solo", "free", StringComparison.Ordinal));
        var model = await rig.PostAsync(Hello);
        using var list = JsonDocument.Parse(await rig.Client().GetStringAsync("/v1/models"));
        var hidden = await rig.Client().GetAsync("/v1/models/solo");
        await rig.LimitAsync(rig.Customer.AccountId, new LimitSet { Networks = ["203.0.113.0/24"] });
        var network = await rig.PostAsync(Hello.Replace("solo", "free", StringComparison.Ordinal));
        var question = await rig.Client().GetAsync("/v1/models");

        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal("free", Text(Assert.Single(list.RootElement.GetProperty("data").EnumerateArray()), "id"));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        var (byModel, byNetwork) = (await ErrorAsync(model), await ErrorAsync(network));
        Assert.Equal((HttpStatusCode.Forbidden, "model_not_allowed", "key", "models"),
            (model.StatusCode, Text(byModel, "code"), Text(byModel, "limit_source"), Text(byModel, "reason")));
        Assert.Equal((HttpStatusCode.Forbidden, "network_not_allowed", "account", "networks"),
            (network.StatusCode, Text(byNetwork, "code"), Text(byNetwork, "limit_source"), Text(byNetwork, "reason")));
        Assert.Equal(HttpStatusCode.Forbidden, question.StatusCode);
    }

    [Fact]
    public async Task A_key_can_ask_how_its_limits_stand()
    {
        await rig.BeginAsync(
            key: new LimitSet(TokensPerMinute: 5000) { Models = ["solo"] }, account: new LimitSet(RequestsPerDay: 10, SpendPerMonth: LimitRig.Kurus(1000)));
        await (await rig.PostAsync(Hello)).Content.ReadAsByteArrayAsync();

        var limits = await KeyAsync();

        var rows = limits.Select(l => $"{Text(l, "rule")} {Text(l, "source")} {l.GetProperty("limit")} {l.GetProperty("used")} {l.GetProperty("remaining")} {Text(l, "resets_at")}");
        Assert.Equal(
        [
            "tokens_per_minute key 5000 16 4984 2026-01-15T12:01:00Z",
            "requests_per_day account 10 1 9 2026-01-15T21:00:00Z",
            "spend_per_month account 10.00 0.00127875 9.99872125 2026-01-31T21:00:00Z",
        ], rows);
    }

    [Fact]
    public async Task An_accounts_own_limit_takes_the_place_of_its_plans()
    {
        await rig.BeginAsync(key: new LimitSet(Concurrency: 7), account: new LimitSet(Concurrency: 5000));
        var own = await rig.KeyLimitsAsync();
        await rig.LimitAsync(rig.Customer.AccountId, LimitSet.None);
        var plans = await rig.KeyLimitsAsync();

        Assert.Equal(["key 7", "account 5000"], own.Select(limit => $"{Text(limit, "source")} {limit.GetProperty("limit")}"));
        Assert.Equal(["key 7", "plan 1000"], plans.Select(limit => $"{Text(limit, "source")} {limit.GetProperty("limit")}"));
    }

    private async Task<JsonElement[]> KeyAsync() => [.. (await rig.KeyLimitsAsync()).Where(limit => Text(limit, "source") != "plan")];

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static (string? Limit, string? Left, string? Reset) Limits(HttpResponseMessage response, string kind) =>
        (Header(response, $"x-ratelimit-limit-{kind}"), Header(response, $"x-ratelimit-remaining-{kind}"), Header(response, $"x-ratelimit-reset-{kind}"));
}
