using System.Net;
using System.Text.Json;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>The completions that came before chats, and chats of one form in front of another.</summary>
[Trait("Database", "Any")]
public sealed class CompletionsTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    [Theory]
    [InlineData("on-compatible", "/v1/completions")]
    [InlineData("on-openai", "/v1/chat/completions")]
    [Trait("Exam", "27")]
    public async Task A_prompt_is_completed_whole_and_streamed(string model, string path)
    {
        rig.Begin();
        var whole = await JsonAsync(await rig.PostToAsync("/v1/completions", $$"""{"model":"{{model}}","prompt":"Once","max_tokens":9,"stop":"END"}"""));
        var stream = await (await rig.PostToAsync("/v1/completions", $$"""{"model":"{{model}}","prompt":["Once"],"stream":true}""")).Content.ReadAsStringAsync();

        Assert.Equal(("text_completion", "Hello world!", "stop", 5), (
            whole.GetProperty("object").GetString(), whole.GetProperty("choices")[0].GetProperty("text").GetString(),
            whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString(), whole.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
        var events = TranslationBench.Events(stream);
        Assert.All(events, e => Assert.Equal(1, e.GetProperty("choices").GetArrayLength()));
        Assert.Equal("Hello world!", string.Concat(events.Select(e => e.GetProperty("choices")[0].GetProperty("text").GetString())));
        Assert.EndsWith("data: [DONE]\n\n", stream);
        Assert.All(rig.OpenAi.Calls.Concat(rig.Compatible.Calls), call => Assert.Equal(path, call.Path));
        Assert.All(await rig.RecordsAsync(2), record => Assert.Equal((11, 5, false), (record.Tokens.Input, record.Tokens.Output, record.Estimated)));
    }

    [Fact]
    public async Task Several_prompts_pass_where_the_provider_takes_them_and_each_is_reserved_for()
    {
        rig.Begin();
        rig.Compatible.Script = new FakeScript { CompletionTokens = 10 };

        var stream = await (await rig.PostToAsync("/v1/completions", """{"model":"on-compatible","prompt":["a","b"],"stream":true}""")).Content.ReadAsStringAsync();

        Assert.EndsWith("data: [DONE]\n\n", stream);
        Assert.Equal(12, TranslationBench.Events(stream).Count);
        Assert.Equal(10, Assert.Single(await rig.RecordsAsync(1)).Tokens.Output);
    }

    [Theory]
    [InlineData("""prompt":["a","b"]""", "prompt")]
    [InlineData("""prompt":[1,2]""", "prompt")]
    [InlineData("""prompt":"a","suffix":"b" """, "suffix")]
    [InlineData("""prompt":"a","echo":true""", "echo")]
    [InlineData("""prompt":"a","best_of":2""", "best_of")]
    [InlineData("""prompt":"a","logprobs":1""", "logprobs")]
    [InlineData("""prompt":"a","colour":1""", "colour")]
    public async Task What_chats_cannot_say_is_refused_by_name(string fields, string field)
    {
        rig.Begin();
        var response = await rig.PostToAsync("/v1/completions", $$"""{"model":"on-openai","{{fields}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, field), (response.StatusCode, (await JsonAsync(response)).GetProperty("error").GetProperty("param").GetString()));
        Assert.Empty(rig.OpenAi.Calls);
    }

    [Fact]
    public async Task The_sandbox_answers_every_form()
    {
        rig.Begin();
        var completion = await JsonAsync(await rig.PostToAsync("/v1/completions", """{"model":"sandbox/echo","prompt":"Merhaba dünya"}"""));
        var response = await JsonAsync(await rig.PostToAsync("/v1/responses", """{"model":"sandbox/echo","input":"Merhaba dünya"}"""));

        Assert.Equal("Merhaba dünya", completion.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal("Merhaba dünya", response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
}
