using System.Globalization;
using WictzPortal.Plans;

namespace WictzPortal.Gateway;

/// <summary>Tells how the tightest limits of requests and of tokens stand, in the headers of the caller's own protocol.</summary>
internal static class LimitHeaders
{
    private static readonly string[] Seconds = [.. Enumerable.Range(0, 60).Select(seconds => $"{seconds}s")];

    public static void Write(GatewayCall call)
    {
        if (call.Limits is not { IsCounted: true } limits)
        {
            return;
        }

        var now = call.Clock.GetUtcNow();
        var headers = call.Http.Response.Headers;
        if (limits.TryGetTightest(LimitKind.Requests, now, out var requests))
        {
            call.Protocol.WriteLimit(headers, requests, now);
        }

        if (limits.TryGetTightest(LimitKind.Tokens, now, out var tokens))
        {
            call.Protocol.WriteLimit(headers, tokens, now);
        }
    }

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As OpenAI writes how long it takes: <c>6m0s</c>.</summary>
    public static string Wait(TimeSpan wait)
    {
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        return seconds is >= 0 and < 60 ? Seconds[seconds]
            : seconds < 3600 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m{seconds % 60}s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h{seconds / 60 % 60}m{seconds % 60}s");
    }
}
