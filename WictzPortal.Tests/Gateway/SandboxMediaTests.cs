using OpenAI.Audio;

namespace WictzPortal.Tests.Gateway;

/// <summary>Each endpoint can be tried without any provider, by the official SDK.</summary>
[Trait("Database", "Any")]
public sealed class SandboxMediaTests(MediaRig rig) : IClassFixture<MediaRig>
{
    [Fact]
    public async Task Every_endpoint_answers_for_nothing()
    {
        rig.Begin();
        var audio = rig.Sdks.GetAudioClient("sandbox/speech");
        var scribe = rig.Sdks.GetAudioClient("sandbox/transcription");

        var vectors = (await rig.Sdks.GetEmbeddingClient("sandbox/embedding").GenerateEmbeddingsAsync(["a", "b", "a"])).Value;
        var picture = (await rig.Sdks.GetImageClient("sandbox/image").GenerateImageAsync("A grey pixel")).Value;
        var tone = (await audio.GenerateSpeechAsync("Merhaba", GeneratedSpeechVoice.Alloy)).Value.ToArray();
        var moderation = (await rig.Sdks.GetModerationClient("sandbox/moderation").ClassifyTextAsync("Please flag me")).Value;

        Assert.Equal(vectors[0].ToFloats().ToArray(), vectors[2].ToFloats().ToArray());
        Assert.NotEqual(vectors[0].ToFloats().ToArray(), vectors[1].ToFloats().ToArray());
        Assert.Equal(1f, vectors[0].ToFloats().ToArray().Sum(number => number * number), 0.001f);
        Assert.Equal("PNG"u8, picture.ImageBytes.ToArray().AsSpan(1, 3));
        Assert.True(moderation.Flagged);
        foreach (var format in new[] { "json", "verbose_json", "text", "srt", "vtt" })
        {
            var options = new AudioTranscriptionOptions { ResponseFormat = new AudioTranscriptionFormat(format) };
            var transcript = (await scribe.TranscribeAudioAsync(new MemoryStream(tone), "tone.wav", options)).Value;
            Assert.Contains("The sandbox heard 0.5 seconds.", transcript.Text, StringComparison.Ordinal);
        }

        var records = await rig.RecordsAsync(9);
        Assert.Equal(0, records.Sum(record => record.Cost.Micros));
        Assert.Equal([7L, 1000L], [records[2].Units.Count, records[4].Units.Count]);
        Assert.Empty(rig.Fake.Calls);
    }
}
