namespace WictzPortal.Models;

/// <summary>
/// With <c>--demo</c> and without a catalogue file: models that have a price but no provider account, since the sandbox answers for them.
/// They show what a priced call looks like in the usage, the ledger and the charts.
/// </summary>
internal static class DemoCatalog
{
    private static readonly (string Name, string Input, string Cached, string Output)[] Models =
        [("demo/large", "82.50", "8.25", "412.50"), ("demo/medium", "41.25", "4.125", "165.00"), ("demo/small", "6.20", "0.62", "24.80")];

    public static string Json { get; } = $$"""
        {
          "providers": [{ "name": "sandbox", "kind": "sandbox", "country": "TR", "transfer": { "mechanism": "none-needed" } }],
          "models": [{{string.Join(",\n", Models.Select(Line))}}]
        }
        """;

    private static string Line((string Name, string Input, string Cached, string Output) model) => $$"""
        {
          "name": "{{model.Name}}", "kind": "chat", "contextTokens": 128000, "maxOutputTokens": 16000,
          "modalities": { "input": ["text"], "output": ["text"] },
          "deployments": [{ "provider": "sandbox", "upstreamModel": "story" }],
          "prices": [{ "effectiveFrom": "2026-01-01", "currency": "TRY", "source": "example",
                       "perMillionTokens": { "input": "{{model.Input}}", "cachedInput": "{{model.Cached}}", "output": "{{model.Output}}" } }]
        }
        """;
}
