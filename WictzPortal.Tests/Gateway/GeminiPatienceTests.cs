using System.Text.Json.Nodes;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>A provider of Google's protocol that is silent for long. The clock is the test's own.</summary>
[Trait("Database", "Any")]
public sealed class GeminiPatienceTests
{
    private const string Hello = """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}""";
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(15);

    [Fact]
    [Trait("Exam", "48")]
    public async Task The_official_SDK_passes_over_what_bridges_a_silence()
    {
        await using var rig = await Rig.StartAsync();
        var running = GoogleSdk.RunAsync(rig.App.Address, rig.Customer.Secret, "stream:on-gemini");

        await rig.SilenceAsync();
        var all = await running;

        Assert.Equal("Hello world!", (string?)all["stream:on-gemini"]!["text"]);
        Assert.Single(await rig.RecordsAsync(1));
    }

    [Theory]
    [InlineData("?alt=sse", "^data: {3,}\\{\"candidates\"")]
    [InlineData("", "^ {2,}\\[\\{\"candidates\"")]
    [Trait("Exam", "48")]
    public async Task A_silence_is_bridged_by_white_space_within_the_next_event(string query, string start)
    {
        await using var rig = await Rig.StartAsync();
        var posting = rig.PostToAsync($"/v1beta/models/on-gemini:streamGenerateContent{query}", Hello);

        await rig.SilenceAsync();
        using var response = await posting;
        var text = await response.Content.ReadAsStringAsync();

        Assert.Matches(start, text);
        Assert.Contains("STOP", text);
    }

    [Theory]
    [InlineData("?alt=sse")]
    [InlineData("")]
    [Trait("Exam", "48")]
    public async Task An_error_behind_a_silence_is_told_in_the_stream_and_costs_nothing(string query)
    {
        await using var rig = await Rig.StartAsync();
        rig.Gemini.Script = rig.Gemini.Script with { Status = 500 };
        var posting = rig.PostToAsync($"/v1beta/models/on-gemini:streamGenerateContent{query}", Hello);

        await rig.SilenceAsync();
        using var response = await posting;
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(query.Length > 0 ? 1 : 0, text.Split("data:").Length - 1);
        var told = JsonNode.Parse(text.Replace("data:", "", StringComparison.Ordinal))!;
        Assert.Equal(500, (int)(told is JsonArray array ? array.Single() : told)!["error"]!["code"]!);
        Assert.Empty(await rig.RecordsAsync(0));
    }

    /// <summary>The portal before one provider that does not begin before it is let.</summary>
    private sealed class Rig : PortalRig
    {
        private readonly FakeClock _clock = new();
        private readonly TaskCompletionSource _thinking = new();

        public FakeGemini Gemini { get; } = new();

        public static async Task<Rig> StartAsync()
        {
            var rig = new Rig();
            rig.Gemini.Script = new FakeScript { MayBegin = rig._thinking.Task };
            await rig.Gemini.ServeAsync();
            await rig.OpenAsync($$"""
                {
                  "providers": [{ "name": "gemini", "kind": "gemini", "baseUrl": "{{rig.Gemini.BaseUrl}}/v1beta", "apiKey": "{{FakeGemini.Key}}", "country": "TR",
                    "privacyPolicy": "https://example.org/privacy", "transfer": { "mechanism": "none-needed" } }],
                  "models": [{ "name": "on-gemini", "kind": "chat", "contextTokens": 8000, "maxOutputTokens": 1000,
                    "deployments": [{ "provider": "gemini", "upstreamModel": "fake-large" }],
                    "prices": [{ "effectiveFrom": "2026-01-01", "currency": "TRY", "perMillionTokens": { "input": "41.25", "output": "165" } }] }]
                }
                """, rig._clock, []);
            return rig;
        }

        /// <summary>Two keep-alives long, from when the provider has the call.</summary>
        public async Task SilenceAsync()
        {
            for (var i = 0; i < 3000 && Gemini.Calls.IsEmpty; i++)
            {
                await Task.Delay(10);
            }

            _clock.Advance(LongestGap);
            await Task.Delay(50);
            _clock.Advance(LongestGap);
            _thinking.SetResult();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Gemini.DisposeAsync();
        }
    }
}
