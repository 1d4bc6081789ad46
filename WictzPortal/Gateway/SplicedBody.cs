using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;

namespace WictzPortal.Gateway;

/// <summary>
/// The request as a provider of the same protocol gets it: the client's own bytes, with the model's name there put in, and with what the
/// gateway asks for itself. Nothing is parsed or copied; the pieces are written one after the other.
/// </summary>
internal sealed class SplicedBody : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ReadOnlyMemory<byte>[] _pieces;
    private int _count;
    private int _from;

    public SplicedBody(ReadOnlyMemory<byte> body, in CallRequest request, string upstreamModel)
    {
        Headers.ContentType = Json;
        _pieces = new ReadOnlyMemory<byte>[5];
        var extra = request.Extra;
        var extraFirst = extra.Place.Found && extra.Place.Start < request.ModelPlace.Start;
        if (extraFirst)
        {
            Replace(body, extra);
        }

        if (request.ModelPlace.Found && !Names(body.Span[request.ModelPlace.Start..request.ModelPlace.End], upstreamModel))
        {
            var name = Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(upstreamModel)}\"");
            Replace(body, new Edit(request.ModelPlace, name));
        }

        if (extra.Place.Found && !extraFirst)
        {
            Replace(body, extra);
        }

        Add(body[_from..]);
    }

    /// <summary>Any body with some of its places replaced.</summary>
    /// <param name="edits">In order of their places.</param>
    public SplicedBody(ReadOnlyMemory<byte> body, string contentType, IReadOnlyCollection<Edit> edits)
    {
        Headers.TryAddWithoutValidation("Content-Type", contentType);
        _pieces = new ReadOnlyMemory<byte>[(2 * edits.Count) + 1];
        foreach (var edit in edits)
        {
            Replace(body, edit);
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

    // Most providers know their models by the names that clients use.
    private static bool Names(ReadOnlySpan<byte> quoted, string model) => Ascii.Equals(quoted[1..^1], model) && !quoted.Contains((byte)'\\');

    private void Replace(ReadOnlyMemory<byte> body, in Edit edit)
    {
        Add(body[_from..edit.Place.Start]);
        Add(edit.By);
        _from = edit.Place.End;
    }

    private void Add(ReadOnlyMemory<byte> piece) => _pieces[_count++] = piece;
}
