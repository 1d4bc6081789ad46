namespace WictzPortal.Gateway;

/// <summary>Which client library calls: family and major version from a closed list, so that no user agent is ever stored .</summary>
internal static class ClientFamily
{
    public const string Other = "other";

    // What the user agent begins with, and what we call it.
    private static readonly (string Start, string Family)[] Known =
    [
        ("OpenAI/Python ", "openai-python"), ("AsyncOpenAI/Python ", "openai-python"), ("OpenAI/JS ", "openai-js"), ("OpenAI/NodeJS ", "openai-js"),
        ("OpenAI/Go ", "openai-go"), ("OpenAI/Java ", "openai-java"), ("OpenAI/", "openai-dotnet"), ("openai-python/", "openai-python"),
        ("Anthropic/Python ", "anthropic-python"), ("Anthropic/JS ", "anthropic-js"), ("google-genai-sdk/", "google-genai"),
        ("ai-sdk/", "vercel-ai"), ("LangChain/", "langchain"), ("litellm/", "litellm"), ("curl/", "curl"), ("python-requests/", "python-requests"),
        ("python-httpx/", "python-httpx"), ("axios/", "axios"), ("okhttp/", "okhttp"), ("Go-http-client/", "go-http"),
        ("PostmanRuntime/", "postman"), ("Mozilla/", "browser"), ("Wictz-Playground/", "playground"),
    ];

    // Names are made once, so that a request allocates nothing for them.
    private static readonly string[][] Names = [.. Known.Select(k => Enumerable.Range(0, 100).Select(major => $"{k.Family}/{major}").ToArray())];

    public static string Of(string? userAgent)
    {
        if (userAgent is null)
        {
            return Other;
        }

        for (var i = 0; i < Known.Length; i++)
        {
            if (userAgent.StartsWith(Known[i].Start, StringComparison.Ordinal))
            {
                var version = userAgent.AsSpan(Known[i].Start.Length);
                version = version.StartsWith("v") ? version[1..] : version;
                var digits = version.IndexOfAnyExceptInRange('0', '9');
                return int.TryParse(digits < 0 ? version : version[..digits], out var major) && major < 100 ? Names[i][major] : Known[i].Family;
            }
        }

        return Other;
    }
}
