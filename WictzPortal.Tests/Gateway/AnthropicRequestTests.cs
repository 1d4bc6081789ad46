using System.Net;
using System.Text.Json;

namespace WictzPortal.Tests.Gateway;

/// <summary>What is refused before any provider is called, and what only asks the portal.</summary>
[Trait("Database", "Any")]
public sealed class AnthropicRequestTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    [Theory]
    [InlineData(""" "max_tokens":null """, "max_tokens")]
    [InlineData(""" "max_tokens":1.5 """, "max_tokens")]
    [InlineData(""" "max_tokens":9,"stream":"yes" """, "stream")]
    [InlineData(""" "max_tokens":9,"service_tier":"priority" """, "service_tier")]
    [InlineData(""" "max_tokens":9,"inference_geo":"us" """, "inference_geo")]
    [InlineData(""" "max_tokens":9,"speed":"fast" """, "speed")]
    [InlineData(""" "max_tokens":9,"container":"container_1" """, "container")]
    [InlineData(""" "max_tokens":9,"mcp_servers":[{"type":"url","url":"https://example.org","name":"x"}] """, "mcp_servers")]
    [InlineData(""" "max_tokens":9,"fallbacks":[{"model":"fake-large"}] """, "fallbacks")]
    [InlineData(""" "max_tokens":9,"tools":[{"name":"a","input_schema":{"type":"object","properties":{"type":{"type":"web"}}}},{"type":"web_search_20260318","name":"web_search"}] """, "tools[1].type")]
    [InlineData(""" "max_tokens":9,"tools":[{"type":"code_execution_20260521","name":"code_execution"}] """, "tools[0].type")]
    [InlineData(""" "max_tokens":9,"tools":[{"type":"web_fetch_20260318","name":"web_fetch"}] """, "tools[0].type")]
    public async Task What_cannot_be_metered_or_read_is_named(string fields, string named)
    {
        rig.Begin();

        var response = await rig.SendAsync($$"""{"model":"on-anthropic","messages":[{"role":"user","content":"Hello"}],{{fields}}}""");

        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error"), (response.StatusCode, error.GetProperty("type").GetString()));
        Assert.Contains($"'{named}'", error.GetProperty("message").GetString());
        Assert.Empty(rig.Anthropic.Calls);
    }

    [Fact]
    public async Task Tools_of_the_client_and_ordinary_tiers_pass()
    {
        rig.Begin();
        var tools = """
            {"type":"bash_20250124","name":"bash"},{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"},
            {"type":"memory_20250818","name":"memory"},{"type":"custom","name":"a","input_schema":{"type":"object"}}
            """;

        var response = await rig.SendAsync(
            $$"""{"model":"on-anthropic","max_tokens":9,"service_tier":"standard_only","tools":[{{tools}}],"messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.BadRequest)]
    [InlineData("2024-01-01", HttpStatusCode.BadRequest)]
    [InlineData("2023-06-01", HttpStatusCode.OK)]
    [InlineData("2026-10-21", HttpStatusCode.OK)]
    public async Task The_version_must_be_one_that_exists(string? version, HttpStatusCode status)
    {
        rig.Begin();

        var response = await rig.SendAsync(AnthropicCalls.Hello, version);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(status == HttpStatusCode.OK ? "\"type\":\"message\"" : "'anthropic-version'", await response.Content.ReadAsStringAsync());
        Assert.Equal(status == HttpStatusCode.OK ? [version!] : [], rig.Anthropic.Calls.Select(c => c.Headers["anthropic-version"]));
    }

    [Fact]
    public async Task Models_are_listed_in_pages_as_anthropic_does()
    {
        var all = (await rig.Claude().Models.List()).Items;
        var first = await ListAsync("?limit=2");
        var next = await ListAsync($"?limit=1000&after_id={first.GetProperty("last_id").GetString()}");
        var before = await ListAsync($"?limit=1&before_id={all[1].ID}");
        var one = await rig.Claude().Models.Retrieve("on-anthropic");

        Assert.Contains(all, model => model is { ID: "on-anthropic", DisplayName: "on-anthropic", MaxInputTokens: 200_000, MaxTokens: 8000 });
        Assert.Equal((2, true), (first.GetProperty("data").GetArrayLength(), first.GetProperty("has_more").GetBoolean()));
        Assert.Equal((all.Count - 2, false), (next.GetProperty("data").GetArrayLength(), next.GetProperty("has_more").GetBoolean()));
        Assert.Equal((all[0].ID, false), (before.GetProperty("first_id").GetString(), before.GetProperty("has_more").GetBoolean()));
        Assert.Equal("on-anthropic", one.ID);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync("/v1/models?limit=none")).StatusCode);
    }

    [Fact]
    public async Task Nothing_at_an_address_is_told_in_the_callers_form()
    {
        var response = await GetAsync("/v1/files");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("""{"type":"error","error":{"type":"not_found_error",""", await response.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> ListAsync(string query) => JsonElement.Parse(await (await GetAsync("/v1/models" + query)).Content.ReadAsStringAsync());

    private Task<HttpResponseMessage> GetAsync(string path)
    {
        var client = rig.Client();
        client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        return client.GetAsync(path);
    }
}
