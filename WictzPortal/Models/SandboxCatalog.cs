namespace WictzPortal.Models;

/// <summary>
/// The models every installation has: they answer from within this process, so that a first call works without any provider and customers
/// can try their error handling. They cost 0 on purpose.
/// </summary>
internal static class SandboxCatalog
{
    private static readonly string[] Names =
        ["echo", "story", "fault-429", "fault-500", "fault-529", "fault-slow-first-token", "fault-cut-midstream"];

    public static string Json { get; } = $$"""
        {
          "providers": [{ "name": "sandbox", "kind": "sandbox", "country": "TR", "transfer": { "mechanism": "none-needed" } }],
          "models": [{{string.Join(",\n", Names.Select(Line))}}]
        }
        """;

    private static string Line(string name) => $$"""
        {
          "name": "sandbox/{{name}}", "kind": "chat", "contextTokens": 128000, "maxOutputTokens": 16000,
          "modalities": { "input": ["text"], "output": ["text"] },
          "deployments": [{ "provider": "sandbox", "upstreamModel": "{{name}}" }],
          "prices": [{ "effectiveFrom": "2026-01-01", "currency": "TRY", "perMillionTokens": { "input": "0", "output": "0" }, "source": "free" }]
        }
        """;
}
