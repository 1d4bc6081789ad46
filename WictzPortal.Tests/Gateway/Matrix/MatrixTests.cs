using System.Text.Json;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway.Matrix;

/// <summary>Every client's protocol in front of every kind of provider, as a stream and whole: what works for one pair works for all.</summary>
[Trait("Database", "Any")]
public sealed class MatrixTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Providers = ["openai", "compatible", "anthropic", "gemini"];

    private static readonly Dictionary<string, IClient> Clients = new()
    {
        ["OpenAI"] = new OpenAiClientSdk(), ["Anthropic"] = new AnthropicClientSdk(), ["Gemini"] = new GeminiClientHttp(),
    };

    public static TheoryData<string, string, bool> Pairs()
    {
        var pairs = new TheoryData<string, string, bool>();
        foreach (var (client, provider) in Clients.Keys.SelectMany(client => Providers.Select(provider => (client, provider))))
        {
            pairs.Add(client, provider, false);
            pairs.Add(client, provider, true);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    [Trait("Exam", "23")]
    [Trait("Exam", "25")]
    [Trait("Exam", "52")]
    public async Task Text_and_usage_arrive_in_the_clients_terms(string client, string provider, bool streams)
    {
        var fake = Begin(provider);
        fake.Script = new FakeScript { PromptTokens = 1000, CachedTokens = 400, CompletionTokens = 37, ReasoningTokens = 30 };

        var reply = await Clients[client].SayAsync(rig, new Ask($"on-{provider}", "Hello") { Streams = streams, System = "Be brief." });

        Assert.Equal(("Hello world!", Clients[client].Finishes.Stop), (reply.Text, reply.Finish));
        var input = Clients[client].CountsCachedInside ? 1000 : 600;
        Assert.Equal((input, 400, 37), (reply.Input, reply.Cached, reply.Output));
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((600, 400, 37, 30), (record.Tokens.Input, record.Tokens.CachedInput, record.Tokens.Output, record.Tokens.Reasoning));
        Assert.Equal((600 * 41_250_000L / 10_000) + (400 * 10_312_500L / 10_000) + (37 * 165_000_000L / 10_000), record.Cost.Micros);
        Assert.False(record.Estimated);
        Assert.Contains("Be brief.", Assert.Single(fake.Calls).Body.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    [Trait("Exam", "51")]
    public async Task Parallel_tools_go_round_beside_text(string client, string provider, bool streams)
    {
        var fake = Begin(provider);
        fake.Next.Enqueue(new FakeScript { Deltas = ["Let me", " look."], Tools = [new FakeTool("weather", "{\"ci", "ty\":\"İzmir\"}"), new FakeTool("now")] });
        var ask = new Ask($"on-{provider}", "Weather and time?") { Streams = streams, HasTools = true };

        var calls = await Clients[client].SayAsync(rig, ask);
        var answer = await Clients[client].SayAsync(rig, ask with { Before = (calls, ["21 °C", "noon"]) });

        Assert.Equal(("Let me look.", Clients[client].Finishes.Tools), (calls.Text, calls.Finish));
        Assert.Equal(["weather", "now"], calls.Calls.Select(call => call.Name));
        Assert.Equal(2, calls.Calls.Select(call => call.Id).Distinct().Count());
        Assert.Equal("İzmir", JsonDocument.Parse(calls.Calls[0].Arguments).RootElement.GetProperty("city").GetString());
        Assert.True(calls.Calls[1].Arguments is "{}" or "");
        Assert.Equal("Hello world!", answer.Text);
        Assert.Equal(2, fake.Calls.Count);
        var told = fake.Calls.Last().Body.ToString();
        Assert.True(JsonSerializer.Serialize(JsonDocument.Parse(told).RootElement, Plain).Contains("21 °C", StringComparison.Ordinal));
        Assert.Equal(2, (await rig.RecordsAsync(2)).Length);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_picture_and_a_schema_reach_the_provider(string client, string provider, bool streams)
    {
        var fake = Begin(provider);
        fake.Script = new FakeScript { Deltas = ["{\"city\":", "\"İzmir\"}"] };

        var reply = await Clients[client].SayAsync(
            rig, new Ask($"on-{provider}", "Which city?") { Streams = streams, HasImage = true, HasSchema = true });

        Assert.Equal("{\"city\":\"İzmir\"}", reply.Text);
        var body = Assert.Single(fake.Calls).Body.GetRawText();
        Assert.Contains(Ask.Png, body);
        Assert.Contains("\"required\":[\"city\"]", body.Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Thoughts_are_shown_where_both_sides_show_them_and_go_back_with_their_seal(string client, string provider, bool streams)
    {
        var fake = Begin(provider);
        var shows = provider is "anthropic" or "gemini";
        fake.Next.Enqueue(new FakeScript { Thoughts = ["Two", " steps."], Deltas = [], Tools = [new FakeTool("weather", "{\"city\":\"İzmir\"}")] });
        var ask = new Ask($"on-{provider}", "Weather?") { Streams = streams, HasTools = true, Thinks = true };

        var calls = await Clients[client].SayAsync(rig, ask);
        var answer = await Clients[client].SayAsync(rig, ask with { Before = (calls, ["21 °C"]) });

        if (Clients[client].ShowsThoughts && shows)
        {
            Assert.Equal("Two steps.", calls.Thoughts);
        }

        Assert.Equal("Hello world!", answer.Text);      // the strict fakes refuse a seal that is missing or not theirs
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    [Trait("Exam", "1")]
    [Trait("Exam", "6")]
    public async Task A_client_that_hangs_up_stops_the_provider_and_pays_for_what_came(string client, string provider, bool streams)
    {
        var fake = Begin(provider);
        fake.Script = new FakeScript { Deltas = [.. Enumerable.Repeat("word ", 3000)], BetweenDeltas = TimeSpan.FromMilliseconds(5), FirstByteAfter = TimeSpan.FromMilliseconds(streams ? 0 : 5000) };
        using var hangUp = new CancellationTokenSource();

        var saying = Clients[client].SayAsync(rig, new Ask($"on-{provider}", "Tell me much") { Streams = streams, Stops = hangUp.Token });
        while (!saying.IsCompleted && (fake.Calls.IsEmpty || (streams && fake.Calls.Single().Deltas < 15)))
        {
            await Task.Delay(5);
        }

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => saying);

        Assert.True(await fake.QuietAsync(TimeSpan.FromSeconds(1)));
        var records = await rig.RecordsAsync(streams ? 1 : 0);
        Assert.Equal(streams ? 1 : 0, records.Length);
        Assert.All(records, record => Assert.Equal((CallEnd.ClientDisconnected, provider != "gemini"), (record.End, record.Estimated)));      // Gemini tells its figures all along
        Assert.All(records, record => Assert.InRange(record.Tokens.Output, 5, 3000));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    [Trait("Exam", "7")]
    [Trait("Exam", "38")]
    public async Task Each_class_of_error_has_its_status_and_a_broken_stream_is_never_whole(string client, string provider, bool streams)
    {
        var fake = Begin(provider);
        var ask = new Ask($"on-{provider}", "Hello") { Streams = streams };
        foreach (var (upstream, status) in new[] { (400, 400), (429, 429), (500, 500), (503, 503) })
        {
            fake.Script = new FakeScript { Status = upstream };
            Assert.Equal(status, (await Assert.ThrowsAsync<RefusedException>(() => Clients[client].SayAsync(rig, ask))).Status);
        }

        Assert.Empty(await rig.RecordsAsync(0));
        fake.Script = new FakeScript { CutAfter = 3, BetweenDeltas = TimeSpan.FromMilliseconds(20) };
        await Assert.ThrowsAnyAsync<Exception>(() => Clients[client].SayAsync(rig, ask));
        if (streams)
        {
            fake.Script = new FakeScript { ErrorEventAfter = 3, BetweenDeltas = TimeSpan.FromMilliseconds(20) };
            await Assert.ThrowsAnyAsync<Exception>(() => Clients[client].SayAsync(rig, ask));
            Assert.Equal([CallEnd.UpstreamCut, CallEnd.UpstreamError], (await rig.RecordsAsync(2)).Select(record => record.End));
        }
    }

    private FakeProvider Begin(string provider)
    {
        rig.Begin();
        return provider switch { "openai" => rig.OpenAi, "compatible" => rig.Compatible, "anthropic" => rig.Anthropic, _ => rig.Gemini };
    }
}
