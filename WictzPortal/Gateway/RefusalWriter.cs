using System.Buffers;

namespace WictzPortal.Gateway;

/// <summary>Writes a refusal as the whole answer, in the caller's protocol.</summary>
internal static class RefusalWriter
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    public static async Task WriteAsync(HttpContext http, Protocol protocol, Refusal refusal, CancellationToken cancellationToken)
    {
        var response = http.Response;
        response.StatusCode = refusal.HttpStatus;
        response.ContentType = "application/json";
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds;
        }

        if (refusal.Kind == RefusalKind.LimitTooSmall || (refusal.Kind == RefusalKind.RateLimited && refusal.RetryAfter > LongestRetry))
        {
            response.Headers["x-should-retry"] = "false";      // OpenAI's and Anthropic's clients wait no longer than that, and would try in vain
        }

        var body = new ArrayBufferWriter<byte>(256);
        protocol.WriteError(refusal with { RequestId = response.Headers["x-request-id"] }, body);
        response.ContentLength = body.WrittenCount;
        response.BodyWriter.Write(body.WrittenSpan);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
