using System.Net;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class SandboxTests
{
    [Fact]
    public async Task It_answers_streams_fails_and_is_metered_like_any_provider()
    {
        await using var rig = await GatewayRig.StartAsync();

        var echo = (await rig.Sdk("sandbox/echo").CompleteChatAsync("Merhaba dünya")).Value.Content[0].Text;
        var (first, second) = (await StoryAsync(rig, 7), await StoryAsync(rig, 7));
        var cut = await (await rig.PostAsync(Body("fault-cut-midstream", "tokens=20 speed=0", "true"))).Content.ReadAsStringAsync();
        var statuses = new List<int>();
        foreach (var fault in new[] { "fault-429", "fault-500", "fault-529", "fault-cut-midstream" })
        {
            statuses.Add((int)(await rig.PostAsync(Body(fault, "speed=0", "false"))).StatusCode);
        }

        Assert.Equal("Merhaba dünya", echo);
        Assert.Equal(first, second);
        Assert.Equal(12, first.Split(' ').Length);
        Assert.DoesNotContain("[DONE]", cut);
        Assert.Contains("data: {\"error\":", cut);
        Assert.Equal([429, 500, 529, 502], statuses);
        var records = await rig.RecordsAsync(4);
        Assert.Equal([CallEnd.Completed, CallEnd.Completed, CallEnd.Completed, CallEnd.UpstreamCut], records.Select(r => r.End));
        Assert.Equal((12L, 0L), (records[1].Tokens.Output, records.Sum(r => r.Cost.Micros)));
    }

    [Fact]
    public async Task Server_timing_tells_the_steps()
    {
        await using var rig = await GatewayRig.StartAsync();

        var response = await rig.PostAsync(Body("echo", "hi", "false"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            ["auth", "quota", "route", "upstream", "settle"],
            response.Headers.GetValues("server-timing").Single().Split(", ").Select(step => step.Split(';')[0]));
    }

    private static string Body(string model, string text, string stream) =>
        $$"""{"model":"sandbox/{{model}}","stream":{{stream}},"messages":[{"role":"user","content":"{{text}}"}]}""";

    private static async Task<string> StoryAsync(GatewayRig rig, int seed)
    {
        var text = "";
        await foreach (var update in rig.Sdk("sandbox/story").CompleteChatStreamingAsync($"tokens=12 speed=0 seed={seed}"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
        }

        return text;
    }
}
