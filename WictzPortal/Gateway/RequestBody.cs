using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace WictzPortal.Gateway;

/// <summary>Reads a request's body once, whole, into rented memory. Never through <c>EnableBuffering</c>, which writes files.</summary>
internal static class RequestBody
{
    private const int FirstRent = 4096;

    /// <returns>The body, or a refusal.</returns>
    public static async ValueTask<(PooledBytes? Body, Refusal? Refusal)> ReadAsync(
        HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return (null, TooLarge(limit));
        }

        // Ours is the limit, with a sentence of ours; Kestrel's own is lower and closes the connection.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = null;
        }

        var body = new PooledBytes((int?)request.ContentLength ?? FirstRent);
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                if (body.Length + buffer.Length > limit)
                {
                    request.BodyReader.AdvanceTo(buffer.End);
                    body.Dispose();
                    return (null, TooLarge(limit));
                }

                foreach (var segment in buffer)
                {
                    body.Write(segment.Span);
                }

                request.BodyReader.AdvanceTo(buffer.End);
                if (read.IsCompleted)
                {
                    return (body, null);
                }
            }
        }
        catch (BadHttpRequestException)
        {
            body.Dispose();
            return (null, new Refusal(RefusalKind.BodyUnreadable, "The request body ended early or came too slowly. Send it again."));
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static Refusal TooLarge(int limit) => new(
        RefusalKind.BodyTooLarge, $"The request body is longer than this gateway accepts ({limit} bytes). Send less, for example smaller images.");
}
