using System.Text;
using OpenAI.Audio;
using OpenAI.Embeddings;
using OpenAI.Images;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing.FakeProviders;

#pragma warning disable OPENAI001      // The SDK marks some of what it offers as subject to change.

namespace WictzPortal.Tests.Gateway;

/// <summary>The official OpenAI SDK at every endpoint that is no chat. Costs are worked out by hand; ₺1 is 100 000 000 micros.</summary>
[Trait("Exam", "23"), Trait("Exam", "31"), Trait("Exam", "52")]
[Trait("Database", "Any")]
public sealed class MediaSdkTests(MediaRig rig) : IClassFixture<MediaRig>
{
    [Fact]
    public async Task Embeddings_arrive_and_are_charged_by_the_reported_tokens()
    {
        rig.Begin(new FakeScript { PromptTokens = 1_234_567 });

        var vectors = (await rig.Sdks.GetEmbeddingClient("embedder").GenerateEmbeddingsAsync(
            ["Merhaba", "dünya"], new EmbeddingGenerationOptions { Dimensions = 3 })).Value;

        Assert.Equal(2, vectors.Count);
        Assert.Equal([0.25f, -0.5f, 0.125f], vectors[1].ToFloats().ToArray());
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((1_234_567, 0, false), (record.Tokens.Input, record.Tokens.Output, record.Estimated));
        Assert.Equal(104_938_195, record.Cost.Micros);      // 1 234 567 × 85
        var sent = Assert.Single(rig.Fake.Calls).Body;
        Assert.Equal(("fake-embedder", "base64"), (sent.GetProperty("model").GetString(), sent.GetProperty("encoding_format").GetString()));
    }

    [Theory]
    [InlineData("high", 1, 660_000_000)]
    [InlineData("standard", 1, 165_000_000)]
    [InlineData(null, 3, 495_000_000)]
    public async Task Images_are_charged_by_count_size_and_quality(string? quality, int count, long micros)
    {
        rig.Begin();
        var options = new ImageGenerationOptions
        {
            Size = GeneratedImageSize.W1024xH1024,
            Quality = quality is null ? (GeneratedImageQuality?)null : new GeneratedImageQuality(quality),
            ResponseFormat = GeneratedImageFormat.Bytes,
        };

        var images = (await rig.Sdks.GetImageClient("painter").GenerateImagesAsync("A lighthouse", count, options)).Value;

        Assert.Equal(count, images.Count);
        Assert.Equal(6, images[0].ImageBytes.ToArray().Length);
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((UnitKind.Image, count, micros, false), (record.Units.Kind, record.Units.Count, record.Cost.Micros, record.Estimated));
    }

    [Fact]
    public async Task An_image_model_sold_by_tokens_is_charged_by_those_reported()
    {
        rig.Begin(new FakeScript { PromptTokens = 12, CompletionTokens = 4160 });

        await rig.Sdks.GetImageClient("token-painter").GenerateImageAsync("A lighthouse");

        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((12, 4160, UnitKind.None, false), (record.Tokens.Input, record.Tokens.Output, record.Units.Kind, record.Estimated));
        Assert.Equal((12L * 20_625) + (4160L * 165_000), record.Cost.Micros);
    }

    [Fact]
    public async Task Speech_is_charged_by_the_code_points_of_its_text()
    {
        rig.Begin();

        var audio = (await rig.Sdks.GetAudioClient("speaker").GenerateSpeechAsync("Günaydın 👋🏽", GeneratedSpeechVoice.Alloy)).Value;

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], audio.ToArray());
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((UnitKind.Character, 11, false), (record.Units.Kind, record.Units.Count, record.Estimated));      // the hand is two
        Assert.Equal(11 * 61_875, record.Cost.Micros);
    }

    [Theory]
    [InlineData("verbose_json", 61_000)]      // 'usage.seconds' counts before 'duration'
    [InlineData("json", 61_000)]
    [InlineData("text", 61_000)]
    public async Task A_transcript_is_charged_by_the_reported_length(string format, long milliseconds)
    {
        rig.Begin();

        var transcript = (await rig.Sdks.GetAudioClient("scribe").TranscribeAudioAsync(
            new MemoryStream(Encoding.ASCII.GetBytes("not really an mp3")), "speech.mp3",
            new AudioTranscriptionOptions { Language = "tr", ResponseFormat = new AudioTranscriptionFormat(format) })).Value;

        Assert.Equal("Merhaba dünya", transcript.Text.Trim());
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((UnitKind.Millisecond, milliseconds, false), (record.Units.Kind, record.Units.Count, record.Estimated));
        Assert.Equal(25_162_500, record.Cost.Micros);      // 61 s of 0.2475 lira a minute
        var sent = Assert.Single(rig.Fake.Calls);
        Assert.Equal(("fake-scribe", "tr"), (sent.Form["model"], sent.Form["language"]));
        Assert.Equal("not really an mp3", Encoding.ASCII.GetString(sent.File));
    }

    [Fact]
    public async Task A_translation_takes_the_same_way()
    {
        rig.Begin();

        var translation = (await rig.Sdks.GetAudioClient("scribe").TranslateAudioAsync(new MemoryStream([1, 2, 3]), "speech.mp3")).Value;

        Assert.Equal("Merhaba dünya", translation.Text);
        Assert.Equal(25_162_500, Assert.Single(await rig.RecordsAsync(1)).Cost.Micros);
        Assert.Equal("/v1/audio/translations", Assert.Single(rig.Fake.Calls).Path);
    }

    [Fact]
    public async Task A_transcription_model_sold_by_tokens_is_charged_by_those_reported()
    {
        rig.Begin(new FakeScript { PromptTokens = 1010, CompletionTokens = 101, Media = new FakeMedia { Seconds = null, AudioTokens = 1000 } });

        await rig.Sdks.GetAudioClient("token-scribe").TranscribeAudioAsync(new MemoryStream([1, 2, 3]), "speech.mp3");

        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((10, 1000, 101, false), (record.Tokens.Input, record.Tokens.AudioInput, record.Tokens.Output, record.Estimated));
        Assert.Equal(103_125 + 24_750_000 + 4_166_250, record.Cost.Micros);      // 10 × 10 312.5 + 1000 × 24 750 + 101 × 41 250
    }

    [Fact]
    public async Task A_moderation_is_free_only_because_its_price_says_so()
    {
        rig.Begin();

        var result = (await rig.Sdks.GetModerationClient("guard").ClassifyTextAsync("Is this bad?")).Value;

        Assert.True(result.Flagged);
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((0L, true), (record.Cost.Micros, record.Estimated));
        Assert.True(record.Tokens.Input > 0);
    }
}
