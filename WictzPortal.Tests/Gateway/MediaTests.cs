using System.Net;
using System.Text;
using System.Text.Json;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>What the endpoints that are no chats do where providers stream, tell less than all, or break off.</summary>
[Trait("Database", "Any")]
public sealed class MediaTests(MediaRig rig) : IClassFixture<MediaRig>
{
    [Fact, Trait("Exam", "3")]
    public async Task Audio_goes_out_piece_by_piece_and_its_last_bytes_after_the_settlement()
    {
        rig.Begin(new FakeScript { Media = new FakeMedia { Audio = [new byte[3000], new byte[2000], [7]] }, BetweenDeltas = TimeSpan.FromMilliseconds(50) });
        rig.Journal.Hold();

        using var response = await rig.PostToAsync("/v1/audio/speech", """{"model":"speaker","input":"Hello","voice":"alloy"}""");
        await using var audio = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[8192];
        await audio.ReadExactlyAsync(buffer, 0, 3000);
        Assert.True(rig.Fake.Calls.Single().Deltas < 3, "The first piece came only with the last.");
        var rest = audio.ReadAtLeastAsync(buffer, 2001).AsTask();
        await rig.Fake.QuietAsync(TimeSpan.FromSeconds(5));
        Assert.False(rest.IsCompleted);
        rig.Journal.LetGo();

        Assert.Equal(2001, await rest);
        Assert.Equal(0, await audio.ReadAsync(buffer));
        Assert.Equal("audio/mpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("speaker", response.Headers.GetValues("x-portal-model").Single());
        Assert.Equal(5 * 61_875, Assert.Single(await rig.RecordsAsync(1)).Cost.Micros);
    }

    [Fact, Trait("Exam", "7")]
    public async Task Audio_that_breaks_off_looks_broken_and_before_its_first_byte_costs_nothing()
    {
        var script = new FakeScript { Media = new FakeMedia { Audio = [new byte[3000], new byte[3000], new byte[3000]] }, BetweenDeltas = TimeSpan.FromMilliseconds(30) };
        const string body = """{"model":"speaker","input":"Hello","voice":"alloy"}""";
        rig.Begin(script with { CutAfter = 0 });
        Assert.Equal(HttpStatusCode.BadGateway, (await rig.PostToAsync("/v1/audio/speech", body)).StatusCode);
        Assert.Empty(await rig.RecordsAsync(0));

        rig.Fake.Script = script with { CutAfter = 2 };
        using var response = await rig.PostToAsync("/v1/audio/speech", body);

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync());
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((CallEnd.UpstreamCut, 5 * 61_875L), (record.End, record.Cost.Micros));
    }

    [Theory, Trait("Exam", "26")]
    [InlineData("/v1/audio/speech", """{"model":"speaker","input":"Hello","voice":"alloy","stream_format":"sse"}""", "speech.audio.done", UnitKind.Character, 5, 5 * 61_875)]
    [InlineData("/v1/images/generations", """{"model":"painter","prompt":"x","stream":true,"partial_images":1}""", "image_generation.completed", UnitKind.Image, 1, 660_000_000)]
    public async Task A_stream_ends_with_its_last_event_after_the_settlement(string path, string body, string last, UnitKind kind, long count, long micros)
    {
        rig.Begin(new FakeScript { CompletionTokens = 272, Media = new FakeMedia { Size = "1024x1024", Quality = "high" }, BetweenDeltas = TimeSpan.FromMilliseconds(20) });
        rig.Journal.Hold();

        using var response = await rig.PostToAsync(path, body);
        var reading = response.Content.ReadAsStringAsync();
        await rig.Fake.QuietAsync(TimeSpan.FromSeconds(5));
        Assert.False(reading.IsCompleted);
        rig.Journal.LetGo();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(last, (await reading).TrimEnd().Split("\n\n")[^1], StringComparison.Ordinal);
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((kind, count, micros), (record.Units.Kind, record.Units.Count, record.Cost.Micros));
        Assert.Equal((true, false), (record.Streamed, record.Estimated));
    }

    [Fact, Trait("Exam", "7")]
    public async Task A_transcript_streams_and_one_that_is_cut_ends_with_an_error_and_an_estimate()
    {
        var script = new FakeScript { PromptTokens = 40, CompletionTokens = 5, Media = new FakeMedia { Seconds = null, AudioTokens = 40 } };
        rig.Begin(script);
        var wav = Wav(seconds: 3);

        var whole = await (await StreamAsync("token-scribe", wav)).Content.ReadAsStringAsync();
        rig.Fake.Script = script with { CutAfter = 2, BetweenDeltas = TimeSpan.FromMilliseconds(50) };
        var cut = await (await StreamAsync("token-scribe", wav)).Content.ReadAsStringAsync();

        Assert.Contains("transcript.text.done", whole, StringComparison.Ordinal);
        Assert.EndsWith("}}\n\n", cut, StringComparison.Ordinal);
        Assert.Contains("data: {\"error\":", cut, StringComparison.Ordinal);
        var records = await rig.RecordsAsync(2);
        Assert.Equal((0, 40, 5, false), (records[0].Tokens.Input, records[0].Tokens.AudioInput, records[0].Tokens.Output, records[0].Estimated));
        Assert.Equal((50, CallEnd.UpstreamCut, true), (records[1].Tokens.Input, records[1].End, records[1].Estimated));      // 1000 a minute
    }

    [Fact, Trait("Exam", "5")]
    public async Task What_a_provider_does_not_tell_is_measured_or_estimated_and_said_to_be()
    {
        rig.Begin(new FakeScript { LeavesOutUsage = true, Media = new FakeMedia { Transcript = new string('a', 250) } });
        (string, byte[], string?) mp3 = ("file", new byte[24_000], "a.mp3"), wav = ("file", Wav(seconds: 3), "a.wav"), model = ("model", "scribe"u8.ToArray(), null);

        await rig.PostFormAsync("/v1/audio/transcriptions", model, wav);
        await rig.PostFormAsync("/v1/audio/transcriptions", model, mp3);
        await rig.PostFormAsync("/v1/audio/transcriptions", model, mp3, ("response_format", "verbose_json"u8.ToArray(), null));
        await rig.PostFormAsync("/v1/audio/transcriptions", model, mp3, ("response_format", "srt"u8.ToArray(), null));
        await rig.PostFormAsync("/v1/audio/transcriptions", model, mp3, ("response_format", "vtt"u8.ToArray(), null));
        await rig.PostToAsync("/v1/embeddings", """{"model":"embedder","input":"twelve bytes"}""");
        await rig.PostToAsync("/v1/images/generations", """{"model":"token-painter","prompt":"x"}""");

        var records = await rig.RecordsAsync(7);
        Assert.Equal(
            [(3_000, false), (10_000, true), (60_250, false), (62_500, true), (62_500, true)],      // of mp3: 250 characters take 10 s at least
            records[..5].Select(r => (r.Units.Count, r.Estimated)));
        Assert.Equal((true, 10, 0), (records[5].Estimated, records[5].Tokens.Input, records[5].Tokens.Output));      // a quarter of the bytes
        Assert.Equal((true, 4_160), (records[6].Estimated, records[6].Tokens.Output));
    }

    [Fact, Trait("Exam", "29")]
    public async Task An_image_of_which_the_provider_chose_the_size_costs_what_that_size_costs()
    {
        rig.Begin(new FakeScript { Media = new FakeMedia { Size = "1024x1024", Quality = "high", Images = 1 } });
        await rig.PostToAsync("/v1/images/generations", """{"model":"painter","prompt":"x","n":4,"size":"auto"}""");
        rig.Fake.Script = new FakeScript();
        await rig.PostToAsync("/v1/images/generations", """{"model":"painter","prompt":"x","n":2}""");

        var records = await rig.RecordsAsync(2);
        Assert.Equal([(1L, 660_000_000L), (2L, 660_000_000L)], records.Select(r => (r.Units.Count, r.Cost.Micros)));      // then 2 of other sizes
        Assert.DoesNotContain(records, r => r.Estimated);
    }

    [Fact, Trait("Exam", "13")]
    public async Task The_reservation_covers_the_dearest_that_may_come()
    {
        var gate = new TaskCompletionSource();
        rig.Begin(new FakeScript { MayBegin = gate.Task });

        var answering = rig.PostToAsync("/v1/images/generations", """{"model":"painter","prompt":"x","n":10}""");
        while (rig.Fake.Calls.IsEmpty)
        {
            await Task.Delay(10);
        }

        var held = (await rig.Purses.StateAsync(rig.Customer.AccountNumber, default)).Reserved;
        gate.SetResult();
        await answering;

        Assert.Equal(6_600_000_000, held.Micros);
        Assert.Equal(3_300_000_000, Assert.Single(await rig.RecordsAsync(1)).Cost.Micros);
    }

    [Fact]
    public async Task A_form_keeps_its_bytes_but_for_the_models_name()
    {
        rig.Begin();
        var file = Enumerable.Range(0, 100_000).Select(i => (byte)i).Concat("\r\n--x\r\n\r\n"u8.ToArray()).ToArray();

        using var response = await rig.PostFormAsync(
            "/v1/audio/transcriptions", ("prompt", "Çay & simit\r\n"u8.ToArray(), null), ("file", file, "ses 1.ogg"), ("model", "scribe"u8.ToArray(), null),
            ("timestamp_granularities[]", "word"u8.ToArray(), null), ("response_format", "verbose_json"u8.ToArray(), null));

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(60.25m, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("duration").GetDecimal());
        var sent = Assert.Single(rig.Fake.Calls);
        Assert.Equal(file, sent.File);
        Assert.Equal(("Çay & simit\r\n", "fake-scribe", "word"), (sent.Form["prompt"], sent.Form["model"], sent.Form["timestamp_granularities[]"]));
    }

    private Task<HttpResponseMessage> StreamAsync(string model, byte[] file) => rig.PostFormAsync(
        "/v1/audio/transcriptions", ("model", Encoding.UTF8.GetBytes(model), null), ("stream", "true"u8.ToArray(), null), ("file", file, "a.wav"));

    /// <summary>Silence: 8 kHz, one channel, 16 bits.</summary>
    internal static byte[] Wav(int seconds)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var length = seconds * 16_000;
        writer.Write("RIFF"u8);
        writer.Write(36 + length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(8_000);
        writer.Write(16_000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(uint.MaxValue);      // as writers of streams leave it
        writer.Write(new byte[length]);
        return bytes.ToArray();
    }
}
