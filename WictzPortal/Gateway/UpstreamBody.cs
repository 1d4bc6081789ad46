using System.IO.Compression;

namespace WictzPortal.Gateway;

/// <summary>A provider's answer as plain bytes. Nobody asks for compression, but a proxy on the way may compress all the same.</summary>
internal static class UpstreamBody
{
    /// <summary>Told without parsing the header for it.</summary>
    public static bool IsStreamOfEvents(HttpContent content)
    {
        if (!content.Headers.NonValidated.TryGetValues("Content-Type", out var types))
        {
            return false;
        }

        var type = types.ToString().AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>Null for an encoding that is not known here.</returns>
    public static async ValueTask<Stream?> OpenAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = await content.ReadAsStreamAsync(cancellationToken);
        if (!content.Headers.NonValidated.Contains("Content-Encoding"))
        {
            return body;
        }

        var encodings = content.Headers.ContentEncoding;
        content.Headers.ContentLength = null;      // what it says is the compressed length
        return encodings.Count > 1 ? null : encodings.First().ToLowerInvariant() switch
        {
            "identity" => body,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            _ => null,
        };
    }
}
