using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;

namespace WictzPortal.Gateway;

/// <summary>
/// The request as the provider gets it: the client's own bytes, with the model's name there put in, and for streams the wish for usage.
/// Nothing is parsed or copied; the pieces are written one after the other.
/// </summary>
internal sealed class SplicedBody : HttpContent
{
    private static readonly byte[] AsksForUsage = ",\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] AsksForUsageWithin = "\"include_usage\":true"u8.ToArray();
    private readonly ReadOnlyMemory<byte>[] _pieces = new ReadOnlyMemory<byte>[7];
    private int _count;
    private int _from;

    public SplicedBody(ReadOnlyMemory<byte> body, in ChatRequest request, string upstreamModel)
    {
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var model = Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(upstreamModel)}\"");
        var usage = request.Streams && !request.WantsUsage;
        var optionsFirst = usage && request.StreamOptions.Found && request.StreamOptions.Start < request.ModelPlace.Start;
        if (optionsFirst)
        {
            AskWithin(body, request);
        }

        Replace(body, request.ModelPlace, model);
        if (usage && !optionsFirst)
        {
            if (request.StreamOptions.Found)
            {
                AskWithin(body, request);
            }
            else
            {
                Replace(body, new Place(request.End, request.End), AsksForUsage);
            }
        }

        Add(body[_from..]);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        for (var i = 0; i < _count; i++)
        {
            length += _pieces[i].Length;
        }

        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _count; i++)
        {
            await stream.WriteAsync(_pieces[i], cancellationToken);
        }
    }

    // stream_options is there, but null, without include_usage, or with include_usage false.
    private void AskWithin(ReadOnlyMemory<byte> body, in ChatRequest request)
    {
        if (request.IncludeUsage.Found)
        {
            Replace(body, request.IncludeUsage, "true"u8.ToArray());
        }
        else if (body.Span[request.StreamOptions.Start] != (byte)'{')
        {
            Replace(body, request.StreamOptions, "{\"include_usage\":true}"u8.ToArray());
        }
        else
        {
            var inside = request.StreamOptions.Start + 1;
            var empty = body.Span[inside..(request.StreamOptions.End - 1)].Trim(" \t\r\n"u8).IsEmpty;
            Replace(body, new Place(inside, inside), empty ? AsksForUsageWithin : [.. AsksForUsageWithin, (byte)',']);
        }
    }

    private void Replace(ReadOnlyMemory<byte> body, Place place, ReadOnlyMemory<byte> by)
    {
        Add(body[_from..place.Start]);
        Add(by);
        _from = place.End;
    }

    private void Add(ReadOnlyMemory<byte> piece) => _pieces[_count++] = piece;
}
