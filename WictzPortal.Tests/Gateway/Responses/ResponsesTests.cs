#pragma warning disable OPENAI001 // the SDK calls its responses client experimental; customers use it all the same
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text.Json;
using OpenAI.Responses;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>The responses API with the official SDK as the client: passed through where the provider has it, translated where not.</summary>
[Trait("Database", "Any")]
public sealed class ResponsesTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    private static readonly FunctionTool Weather = ResponseTool.CreateFunctionTool(
        "weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""), false);

    [Theory]
    [InlineData("on-openai")]
    [InlineData("on-azure")]
    [InlineData("on-compatible")]
    [Trait("Exam", "23")]
    [Trait("Exam", "27")]
    [Trait("Exam", "52")]
    public async Task The_sdk_gets_a_response_whole_and_streamed(string model)
    {
        rig.Begin();
        foreach (var fake in new FakeProvider[] { rig.OpenAi, rig.Azure, rig.Compatible })
        {
            fake.Script = new FakeScript { PromptTokens = 1000, CachedTokens = 400, CompletionTokens = 37, ReasoningTokens = 30 };
        }

        var whole = (await Sdk().CreateResponseAsync(Ask(model))).Value;
        var (text, streamed) = ("", (ResponseResult?)null);
        await foreach (var update in await Sdk().CreateResponseStreamingAsync(Ask(model, streams: true)))
        {
            text += update is StreamingResponseOutputTextDeltaUpdate delta ? delta.Delta : "";
            streamed = update is StreamingResponseCompletedUpdate completed ? completed.Response : streamed;
        }

        Assert.Equal(("Hello world!", "Hello world!", "Hello world!"), (whole.GetOutputText(), text, streamed!.GetOutputText()));
        foreach (var response in new[] { whole, streamed })
        {
            Assert.Equal((1000, 37), (response.Usage.InputTokenCount, response.Usage.OutputTokenCount));
            Assert.Equal((400, 30), (response.Usage.InputTokenDetails.CachedTokenCount, response.Usage.OutputTokenDetails.ReasoningTokenCount));
        }

        var records = await rig.RecordsAsync(2);
        Assert.All(records, record => Assert.Equal((600, 400, 37, 30, false), (record.Tokens.Input, record.Tokens.CachedInput, record.Tokens.Output, record.Tokens.Reasoning, record.Estimated)));

        // 600 × 4125 + 400 × 1031.25 + 37 × 16500 micros
        Assert.All(records, record => Assert.Equal(3_498_000, record.Cost.Micros));
    }

    [Theory]
    [InlineData("on-openai")]
    [InlineData("on-compatible")]
    [Trait("Exam", "51")]
    public async Task A_tool_is_called_and_its_result_goes_back(string model)
    {
        rig.Begin();
        rig.OpenAi.Script = new FakeScript { CallsTool = true, Deltas = ["{\"city\":", "\"İzmir\"}"] };
        rig.Compatible.Script = new FakeScript { Deltas = [], Tools = [new FakeTool("weather", "{\"city\":", "\"İzmir\"}")] };
        var ask = Ask(model);
        ask.Tools.Add(Weather);

        var call = Assert.IsType<FunctionCallResponseItem>(Assert.Single((await Sdk().CreateResponseAsync(ask)).Value.OutputItems));
        ask.InputItems.Add(call);
        ask.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny"));
        (rig.OpenAi.Script, rig.Compatible.Script) = (new FakeScript(), new FakeScript());
        var answer = (await Sdk().CreateResponseAsync(ask)).Value.GetOutputText();

        Assert.Equal(("weather", """{"city":"İzmir"}""", "Hello world!"), (call.FunctionName, call.FunctionArguments.ToString(), answer));
    }

    [Fact]
    [Trait("Exam", "51")]
    public async Task Parallel_calls_stream_interleaved_with_thoughts_before_them()
    {
        rig.Begin();
        rig.Compatible.Script = new FakeScript
        {
            Thoughts = ["Let me ", "see."], Deltas = ["So"], Tools = [new FakeTool("weather", "{\"city\":", "\"Iğdır\"}"), new FakeTool("clock")],
        };
        var ask = Ask("on-compatible", streams: true);
        ask.Tools.Add(Weather);
        ask.ReasoningOptions = new ResponseReasoningOptions { ReasoningEffortLevel = ResponseReasoningEffortLevel.Low, ReasoningSummaryVerbosity = ResponseReasoningSummaryVerbosity.Auto };
        var (items, thoughts) = (new List<ResponseItem>(), "");

        await foreach (var update in await Sdk().CreateResponseStreamingAsync(ask))
        {
            thoughts += update is StreamingResponseReasoningSummaryTextDeltaUpdate thought ? thought.Delta : "";
            if (update is StreamingResponseOutputItemDoneUpdate done)
            {
                items.Add(done.Item);
            }
        }

        Assert.Equal("Let me see.", thoughts);
        Assert.Collection(
            items, item => Assert.IsType<ReasoningResponseItem>(item), item => Assert.IsAssignableFrom<MessageResponseItem>(item),
            item => Assert.IsType<FunctionCallResponseItem>(item), item => Assert.IsType<FunctionCallResponseItem>(item));
        Assert.Equal(["""{"city":"Iğdır"}""", "{}"], items.OfType<FunctionCallResponseItem>().Select(item => item.FunctionArguments.ToString()));
        var sent = rig.Compatible.Calls.Single().Body;
        Assert.Equal(("low", true), (sent.GetProperty("reasoning_effort").GetString(), sent.GetProperty("stream").GetBoolean()));
    }

    [Theory]
    [InlineData(""","store":true""", "store")]
    [InlineData(""","background":true""", "background")]
    [InlineData(""","previous_response_id":"resp_1" """, "previous_response_id")]
    [InlineData(""","conversation":{"id":"conv_1"}""", "conversation")]
    [InlineData(""","prompt":{"id":"pmpt_1"}""", "prompt")]
    [InlineData(""","service_tier":"flex" """, "service_tier")]
    [InlineData(""","tools":[{"type":"web_search"}]""", "tools")]
    [InlineData(""","tools":[{"type":"function","name":"a"},{"type":"code_interpreter","container":{"type":"auto"}}]""", "tools")]
    [Trait("Exam", "38")]
    public async Task What_is_stored_or_not_metered_is_refused_by_name_wherever_it_goes(string fields, string field)
    {
        rig.Begin();
        foreach (var model in new[] { "on-openai", "on-compatible" })
        {
            var response = await rig.PostToAsync("/v1/responses", $$"""{"model":"{{model}}","input":"Hello"{{fields}}}""");

            var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
            Assert.Equal((HttpStatusCode.BadRequest, field), (response.StatusCode, error.GetProperty("param").GetString()));
        }

        Assert.Empty(rig.OpenAi.Calls);
        Assert.Empty(rig.Compatible.Calls);
    }

    [Fact]
    public async Task Nothing_is_ever_found_again_and_a_reference_to_it_is_the_clients_fault()
    {
        rig.Begin();
        foreach (var (method, path) in new[] { ("GET", "/v1/responses/resp_1"), ("DELETE", "/v1/responses/resp_1"), ("POST", "/v1/responses/resp_1/cancel"), ("GET", "/v1/responses/resp_1/input_items") })
        {
            var response = await rig.Client().SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Contains("never stores content", await response.Content.ReadAsStringAsync());
        }

        var reference = await rig.PostToAsync("/v1/responses", """{"model":"on-openai","input":[{"type":"item_reference","id":"msg_1"}]}""");
        Assert.Equal((HttpStatusCode.BadRequest, 1), (reference.StatusCode, rig.OpenAi.Calls.Count));
        Assert.True((await Sdk().CreateResponseAsync(Ask("on-openai"))).Value.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [InlineData("on-openai")]
    [InlineData("on-compatible")]
    [Trait("Exam", "7")]
    public async Task A_stream_that_breaks_ends_with_an_error_event_and_never_as_completed(string model)
    {
        rig.Begin();
        foreach (var script in new[] { new FakeScript { ErrorEventAfter = 3 }, new FakeScript { CutAfter = 3 } })
        {
            rig.OpenAi.Script = rig.Compatible.Script = script with { BetweenDeltas = TimeSpan.FromMilliseconds(20) };

            var stream = await (await rig.PostToAsync("/v1/responses", $$"""{"model":"{{model}}","input":"Hello","stream":true}""")).Content.ReadAsStringAsync();

            Assert.DoesNotContain("response.completed", stream);
            Assert.DoesNotContain("response.failed", stream);
            var last = TranslationBench.Events(stream)[^1];
            Assert.Equal("error", last.GetProperty("type").GetString());
            Assert.StartsWith("provider_", last.GetProperty("code").GetString());
            Assert.Equal(TranslationBench.Events(stream).Count - 1, last.GetProperty("sequence_number").GetInt32());
        }

        Assert.All(await rig.RecordsAsync(2), record => Assert.NotEqual(CallEnd.Completed, record.End));
    }

    [Fact]
    [Trait("Exam", "50")]
    public async Task An_error_at_the_start_of_a_stream_is_a_plain_error()
    {
        rig.Begin();
        rig.OpenAi.Script = new FakeScript { ErrorEventAfter = 0, ErrorMessage = "canary-71" };

        var response = await rig.PostToAsync("/v1/responses", """{"model":"on-openai","input":"Hello","stream":true}""");

        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("\"code\":\"provider_error\"", body);
        Assert.DoesNotContain("canary-71", body);
    }

    private static CreateResponseOptions Ask(string model, bool streams = false) => new()
    {
        Model = model,
        InputItems = { ResponseItem.CreateUserMessageItem("Hello") },
        StreamingEnabled = streams ? true : null,
    };

    private ResponsesClient Sdk() => new(
        new ApiKeyCredential(rig.Customer.Secret), new ResponsesClientOptions { Endpoint = new Uri(rig.App.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
