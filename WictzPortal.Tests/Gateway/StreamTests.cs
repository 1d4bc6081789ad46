using System.Diagnostics;
using System.Net;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class StreamTests
{
    private const string Stream = """{"model":"solo","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string Whole = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";

    [Theory]
    [InlineData(Stream, 200)]
    [InlineData(Whole, 200)]
    [InlineData(Whole, 400)]
    public async Task What_a_provider_compresses_arrives_plain(string body, int status)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { Gzip = true, Status = status, ErrorCode = "context_length_exceeded" };

        var response = await rig.PostAsync(body);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Contains(status == 400 ? "context_length_exceeded" : body == Stream ? "[DONE]" : "Hello world!", text);
        Assert.Equal(status == 200 ? 1 : 0, (await rig.RecordsAsync(status == 200 ? 1 : 0)).Length);
    }

    [Fact]
    public async Task A_slow_reader_slows_the_provider_and_fills_no_memory()
    {
        const int Megabytes = 200;
        await using var rig = await GatewayRig.StartAsync();
        var word = new string('x', 64 * 1024);
        rig.First.Script = new FakeScript { Deltas = [.. Enumerable.Repeat(word, Megabytes * 16)], CompletionTokens = 900 };
        using var reader = new CancellationTokenSource();
        var response = await rig.PostAsync(Stream.Replace("solo", "free", StringComparison.Ordinal), cancellationToken: reader.Token);
        var body = await response.Content.ReadAsStreamAsync(reader.Token);
        await body.ReadExactlyAsync(new byte[1024], reader.Token);

        // What is sent settles where the buffers of three sockets and two pipes are full.
        var sent = await SettledAsync(() => rig.First.Calls.Single().Deltas);

        Assert.InRange(sent, 1, Megabytes * 16 / 4);
        await body.DisposeAsync();
        response.Dispose();
        Assert.Equal(CallEnd.ClientDisconnected, Assert.Single(await rig.RecordsAsync(1)).End);
    }

    [Fact]
    [Trait("Exam", "55")]
    public async Task The_gateway_fetches_no_address_that_a_client_names()
    {
        await using var rig = await GatewayRig.StartAsync();
        var inside = rig.Second.Address + "/picture.png";

        var response = await rig.PostAsync($$$"""
            {"model":"solo","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"{{{inside}}}"}}]}]}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, rig.Second.Connections);
        Assert.Empty(rig.Second.Calls);
    }

    // A figure that has not moved for half a second.
    private static async Task<int> SettledAsync(Func<int> figure)
    {
        var (last, since) = (-1, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(0.5))
        {
            await Task.Delay(20);
            if (figure() is var now && now != last)
            {
                (last, since) = (now, Stopwatch.GetTimestamp());
            }
        }

        return last;
    }
}
