using System.Net;
using System.Text.Json;

namespace WictzPortal.Tests.Gateway;

/// <summary>OpenAI's requests before Anthropic's rules, as a strict provider sees them.</summary>
[Trait("Database", "Any")]
public sealed class AnthropicRulesTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    private const string Hello = """ "messages":[{"role":"user","content":"Hello"}] """;
    private const string Tool = """ "tools":[{"type":"function","function":{"name":"a"}}] """;

    [Theory]
    [InlineData(Hello + """, "temperature":1.5 """, "temperature")]
    [InlineData(Hello + """, "temperature":0.5,"reasoning_effort":"low" """, "temperature")]
    [InlineData(Hello + """, "tool_choice":"required","reasoning_effort":"low", """ + Tool, "tool_choice")]
    [InlineData(Hello + """, "seed":7 """, "seed")]
    [InlineData(Hello + """, "n":2 """, "n")]
    [InlineData(Hello + """, "logprobs":true """, "logprobs")]
    public async Task What_anthropic_cannot_do_is_refused_by_name(string fields, string named)
    {
        rig.Begin();

        var response = await rig.PostAsync($$"""{"model":"on-anthropic",{{fields}}}""");

        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, named), (response.StatusCode, error.GetProperty("param").GetString()));
        Assert.Empty(rig.Anthropic.Calls);
    }

    [Theory]
    [InlineData(""" "messages":[{"role":"assistant","content":"Hi."},{"role":"user","content":"Hello"}] """, "user", "assistant", "user")]
    [InlineData(""" "messages":[{"role":"user","content":"Hello"},{"role":"user","content":"again"},{"role":"assistant","content":"Hi."},{"role":"user","content":"And?"}] """, "user", "assistant", "user")]
    [InlineData(""" "messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":null,"tool_calls":[{"id":"call:1","type":"function","function":{"name":"a","arguments":""}}]},{"role":"tool","tool_call_id":"call:1","content":""},{"role":"user","content":"And?"}], """ + Tool, "user", "assistant", "user")]
    public async Task Turns_are_as_anthropic_wants_them(string fields, params string[] roles)
    {
        rig.Begin();

        var response = await rig.PostAsync($$"""{"model":"on-anthropic",{{fields}}}""");

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var sent = rig.Anthropic.Calls.Single().Body.GetProperty("messages");
        Assert.Equal(roles, sent.EnumerateArray().Select(m => m.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Json_is_enforced_by_a_schema_and_asked_for_without_one()
    {
        rig.Begin();
        var schema = """{"type":"object","$schema":"x","properties":{"a":{"type":"integer","minimum":1,"description":"n"},"minimum":{"type":"object","properties":{}}}}""";

        await rig.PostAsync($$$"""{"model":"on-anthropic",{{{Hello}}},"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{schema}}} } } }""");
        await rig.PostAsync($$$"""{"model":"on-anthropic",{{{Hello}}},"response_format":{"type":"json_object"} }""");

        var (enforced, asked) = (rig.Anthropic.Calls.First().Body, rig.Anthropic.Calls.Last().Body);
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""
                {"type":"object","properties":{"a":{"type":"integer","description":"n (minimum: 1)"},
                  "minimum":{"type":"object","properties":{},"additionalProperties":false}},"additionalProperties":false}
                """),
            enforced.GetProperty("output_config").GetProperty("format").GetProperty("schema")));
        Assert.Contains("JSON", asked.GetProperty("system")[0].GetProperty("text").GetString());
    }
}
