using System.Text.Json;
using System.Text.Json.Nodes;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

/// <summary>A request told in another protocol and told back says what it said before.</summary>
[Trait("Database", "Any")]
public sealed class RoundTripTests
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";

    private static readonly Dictionary<string, (Func<Operation> Caller, Func<ProviderForm> Provider)> Protocols = new()
    {
        ["OpenAI"] = (() => new ChatCompletions(), () => new ChatProviderForm("openai")),
        ["Anthropic"] = (() => new Messages(), () => new AnthropicProviderForm()),
        ["Gemini"] = (() => new GenerateContent(streams: false), () => new GeminiProviderForm()),
    };

    // What all three can say.
    private static readonly string[] Requests =
    [
        """{"model":"m","max_completion_tokens":500,"messages":[{"role":"user","content":"Merhaba"}]}""",
        """{"model":"m","max_completion_tokens":500,"temperature":0.5,"stop":["END","STOP"],"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."},{"role":"user","content":"Go on"}]}""",
        """{"model":"m","max_completion_tokens":500,"top_p":0.9,"messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo+/="}}]}]}""",
        """{"model":"m","max_completion_tokens":500,"messages":[{"role":"user","content":"Where?"}],"response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":"SCHEMA","strict":true}}}""",
        """{"model":"m","max_completion_tokens":500,"tool_choice":"required","messages":[{"role":"user","content":"Weather?"}],"tools":[{"type":"function","function":{"name":"weather","description":"of a city","parameters":"SCHEMA"}}]}""",
        """{"model":"m","max_completion_tokens":500,"tool_choice":{"type":"function","function":{"name":"weather"}},"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"İzmir\"}"}},{"id":"call_2","type":"function","function":{"name":"weather","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1","content":"21"},{"role":"tool","tool_call_id":"call_2","content":"none"}],"tools":[{"type":"function","function":{"name":"weather","parameters":"SCHEMA"}}]}""",
    ];

    public static TheoryData<string, string, int> Trips()
    {
        var trips = new TheoryData<string, string, int>();
        foreach (var (from, over) in Protocols.Keys.SelectMany(from => Protocols.Keys.Where(over => over != from).Select(over => (from, over))))
        {
            foreach (var nth in Enumerable.Range(0, Requests.Length))
            {
                trips.Add(from, over, nth);
            }
        }

        return trips;
    }

    [Theory]
    [MemberData(nameof(Trips))]
    [Trait("Exam", "51")]
    public void There_and_back_it_is_the_same(string from, string over, int nth)
    {
        var request = Requests[nth].Replace("\"SCHEMA\"", Schema, StringComparison.Ordinal);
        var asked = from == "OpenAI" ? request : Told("OpenAI", from, request);
        var plain = Told(from, from, asked);      // as its own protocol's writer says it

        var back = Told(over, from, Told(from, over, asked));

        Assert.Equal(WithoutIds(plain), WithoutIds(back));
    }

    private static string Told(string from, string to, string request)
    {
        var (sent, _, refusal) = TranslationBench.Translate(Protocols[from].Caller(), Protocols[to].Provider(), request);
        Assert.Null(refusal);
        return sent.GetRawText();
    }

    // Ids of calls may be made anew, in order; and properties stand in any order.
    private static string WithoutIds(string json)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        return Sorted(JsonNode.Parse(json))!.ToJsonString();

        JsonNode? Sorted(JsonNode? node) => node switch
        {
            JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Value(p.Key, p.Value)))),
            JsonArray a => new JsonArray([.. a.Select(Sorted)]),
            _ => node?.DeepClone(),
        };

        JsonNode? Value(string name, JsonNode? value) => name is "id" or "tool_call_id" or "tool_use_id" && value?.GetValueKind() == JsonValueKind.String
            ? ids.TryGetValue(value.GetValue<string>(), out var known) ? known : ids[value.GetValue<string>()] = $"id {ids.Count}"
            : Sorted(value);
    }
}
