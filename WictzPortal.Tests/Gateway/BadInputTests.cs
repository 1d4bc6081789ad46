using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class BadInputTests
{
    private const string Canary = "canary-7f3a9";

    private static readonly (string Body, int Status, string Code)[] Bodies =
    [
        ("", 400, "invalid_json"),
        ("{", 400, "invalid_json"),
        ($"{{\"model\":\"solo\",\"messages\":[{{\"role\":\"user\",\"content\":\"{Canary}\"}}],}}", 400, "invalid_json"),
        ($"{{\"{Canary}\" \"model\"}}", 400, "invalid_json"),
        ("[]", 400, "invalid_value"),
        ("{}", 400, "invalid_value"),
        ("""{"model":7,"messages":[]}""", 400, "invalid_value"),
        ("""{"model":"solo"}""", 400, "invalid_value"),
        ("""{"model":"solo","messages":"hello"}""", 400, "invalid_value"),
        ("""{"model":"solo","messages":[],"stream":"yes"}""", 400, "invalid_value"),
        ("""{"model":"solo","messages":[],"max_tokens":-1}""", 400, "invalid_value"),
        ("""{"model":"solo","messages":[],"n":0}""", 400, "invalid_value"),
        ("""{"model":"solo","model":"pair","messages":[]}""", 400, "invalid_value"),
        ("""{"model":"solo","mod\u0065l":"pair","messages":[]}""", 400, "invalid_value"),
        ("""{"model":"solo","messages":[],"stream_options":7}""", 400, "invalid_value"),
        ($"{{\"model\":\"{Canary}\",\"messages\":[]}}", 404, "model_not_found"),
        ("""{"model":"embedder","messages":[]}""", 400, "model_not_supported"),
        ("""{"model":"unpriced","messages":[]}""", 503, "model_without_price"),
        ("""{"model":"solo","messages":""" + new string('[', 200) + new string(']', 200) + "}", 400, "invalid_json"),
    ];

    [Fact]
    [Trait("Exam", "15")]
    [Trait("Exam", "29")]
    [Trait("Exam", "36")]
    public async Task Each_is_told_in_OpenAIs_form_and_nothing_is_quoted_held_or_charged()
    {
        await using var rig = await GatewayRig.StartAsync(("Gateway:MaxBodyBytes", "2048"));
        foreach (var (body, status, code) in Bodies)
        {
            await ExpectAsync(await rig.PostAsync(body), status, code);
        }

        await ExpectAsync(await rig.PostAsync(new string(' ', 4096)), 413, "request_too_large");
        await ExpectAsync(await rig.PostAsync("{}", key: "wz_live_" + Canary), 401, "invalid_api_key");
        await ExpectAsync(await SendAsync(rig, HttpMethod.Get, "/v1/chat/completions", null), 405, "method_not_allowed");
        await ExpectAsync(await SendAsync(rig, HttpMethod.Post, "/v1/chat/completions", "text/plain"), 415, "unsupported_media_type");
        await ExpectAsync(await SendAsync(rig, HttpMethod.Post, $"/v1/{Canary}", "application/json"), 404, "unknown_url");
        await ExpectAsync(await SendAsync(rig, HttpMethod.Get, $"/v1/models/{Canary}", null), 404, "model_not_found");
        await ExpectAsync(await rig.App.CreateClient().GetAsync("/v1/models"), 401, "missing_api_key");
        Assert.Equal(0, rig.Purses.Held);
        Assert.Empty(rig.Journal.Records);
        Assert.Empty(rig.First.Calls);
    }

    [Fact]
    public async Task Keys_are_taken_from_three_headers_and_the_catalogue_is_listed()
    {
        await using var rig = await GatewayRig.StartAsync();
        foreach (var (header, inList, inOne) in new[]
        {
            ("x-api-key", "\"id\":\"sandbox/story\"", "\"owned_by\":\"sandbox\""),
            ("x-goog-api-key", "\"name\":\"models/sandbox/story\"", "\"name\":\"models/sandbox/echo\""),      // Google's clients are told in Google's form
        })
        {
            var client = rig.App.CreateClient();
            client.DefaultRequestHeaders.Add(header, rig.Customer.Secret);

            var list = await client.GetStringAsync("/v1/models");
            var one = await client.GetStringAsync("/v1/models/sandbox/echo");

            Assert.Contains(inList, list);
            Assert.Contains(inOne, one);
        }

        var credits = JsonDocument.Parse(await rig.Client().GetStringAsync("/v1/credits")).RootElement;
        Assert.Equal(("25.00", "0.00"), (credits.GetProperty("available").GetString(), credits.GetProperty("reserved").GetString()));
    }

    private static Task<HttpResponseMessage> SendAsync(GatewayRig rig, HttpMethod method, string path, string? type)
    {
        var request = new HttpRequestMessage(method, path);
        if (type is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}"));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        return rig.Client().SendAsync(request);
    }

    private static async Task ExpectAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((HttpStatusCode)status == response.StatusCode, $"{(int)response.StatusCode} {text}");
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.True(error.GetProperty("message").GetString()!.Length > 20);
        Assert.False(string.IsNullOrEmpty(error.GetProperty("type").GetString()));
        Assert.True(Guid.TryParse(response.Headers.GetValues("x-request-id").Single(), out _));
        Assert.DoesNotContain(Canary, text);
        Assert.DoesNotContain("api_keys", text);
    }
}
