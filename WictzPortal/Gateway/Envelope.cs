using Microsoft.Net.Http.Headers;

namespace WictzPortal.Gateway;

/// <summary>What can be wrong with a request before its key and body are looked at.</summary>
internal static class Envelope
{
    public static Refusal? Check(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            request.HttpContext.Response.Headers.Allow = "POST";
            return new Refusal(RefusalKind.WrongMethod, "This address takes POST only. Check the method and the address your program calls.");
        }

        if (request.ContentType is { } type && !IsJson(type))
        {
            return new Refusal(RefusalKind.WrongContentType, "The request must be JSON: send 'Content-Type: application/json'.");
        }

        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            return new Refusal(RefusalKind.WrongContentType, "The request body must not be compressed: leave 'Content-Encoding' out.");
        }

        return null;
    }

    private static bool IsJson(string type) => type == "application/json"
        || (MediaTypeHeaderValue.TryParse(type, out var parsed) && parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase));
}
