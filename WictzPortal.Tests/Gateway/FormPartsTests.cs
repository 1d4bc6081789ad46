using System.Text;
using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class FormPartsTests
{
    private const string Type = "multipart/form-data; boundary=\"b-1\"";

    [Fact]
    public void Every_part_is_found_where_it_stands_whatever_it_holds() => Prop.ForAll<byte[][], string>((contents, preamble) =>
    {
        // What begins with the delimiter would be one: a client chooses a boundary that its parts do not hold.
        var parts = contents.Select(content => content ?? []).Where(content => content.AsSpan().IndexOf("\r\n--b-1"u8) < 0).Take(64).ToList();
        using var form = new MemoryStream();
        form.Write(Encoding.UTF8.GetBytes(string.IsNullOrEmpty(preamble) ? "" : $"{preamble}\r\n"));
        foreach (var (i, content) in parts.Index())
        {
            form.Write(Encoding.UTF8.GetBytes($"--b-1\r\nContent-Type: x/y\r\ncontent-disposition: form-data; filename=\"a;b\"; name=part{i}\r\n\r\n"));
            form.Write(content);
            form.Write("\r\n"u8);
        }

        form.Write("--b-1--"u8);
        var body = form.ToArray();

        var refusal = FormParts.Read(body, Type, out var found);

        return parts.Count == 0 ? refusal is not null : refusal is null && found.Select(part => part.Name).SequenceEqual(parts.Select((_, i) => $"part{i}"))
            && found.Zip(parts).All(pair => body.AsSpan(pair.First.Place.Start..pair.First.Place.End).SequenceEqual(pair.Second));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_bytes_break_it() => Prop.ForAll<byte[], byte>((noise, pieces) =>
    {
        byte[] body = [.. "--b-1\r\n"u8, .. noise ?? [], .. "\r\n\r\n"u8, .. new byte[pieces], .. "\r\n--b-1"u8, .. noise ?? []];
        for (var length = 0; length <= body.Length; length++)
        {
            _ = FormParts.Read(body.AsSpan(0, length), Type, out _);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 3_000)]
    [InlineData(3, 3_000)]
    [InlineData(0xFFFE, 3_000)]
    [InlineData(0x55, null)]      // MP3 within WAV: the header says nothing of its length
    public void Only_an_uncompressed_wav_tells_its_length(int format, int? milliseconds)
    {
        var file = MediaTests.Wav(seconds: 3);
        BitConverter.TryWriteBytes(file.AsSpan(20), (short)format);

        Assert.Equal(milliseconds, AudioLength.OfWav(file));
        for (var length = 0; length < 60; length++)
        {
            Assert.True(AudioLength.OfWav(file.AsSpan(0, length)) is null or >= 0 and < 2);
        }
    }

    [Fact]
    public void No_bytes_break_the_search_for_a_length() => Prop.ForAll<byte[]>(noise =>
    {
        byte[] wav = [.. "RIFF\0\0\0\0WAVE"u8, .. noise ?? []], fmt = [.. "RIFF\0\0\0\0WAVEfmt "u8, .. noise ?? [], .. "data"u8, .. noise ?? []];

        return AudioLength.OfWav(wav) is null or >= 0 && AudioLength.OfWav(fmt) is null or >= 0 && AudioLength.OfSubtitles(noise) is null or >= 0;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1\n00:00:00,000 --> 01:02:03,500\nHello\n\n", 3_723_500)]
    [InlineData("WEBVTT\n\n00:00.000 --> 02:03.500 align:start\nHello --> there\n\n", null)]
    [InlineData("WEBVTT\n\n00:00.000 --> 02:03.500 align:start\r\nHello\n\n", 123_500)]
    [InlineData("Hello", null)]
    public void The_last_subtitle_tells_when_it_ends(string subtitles, int? milliseconds) =>
        Assert.Equal(milliseconds, AudioLength.OfSubtitles(Encoding.UTF8.GetBytes(subtitles)));
}
