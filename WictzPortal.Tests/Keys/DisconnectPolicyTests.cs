using WictzPortal.Keys;
using WictzPortal.Tests.Gateway;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Keys;

public sealed class DisconnectPolicyTests
{
    private const string Streamed = """{"model":"solo","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    [Trait("Exam", "2")]
    public async Task A_key_says_whether_answers_nobody_hears_are_stopped_or_drained()
    {
        await using var rig = await GatewayRig.StartAsync(("Gateway:OnDisconnect", "Stop"));
        rig.First.Script = new FakeScript
        {
            Deltas = [.. Enumerable.Repeat("word ", 200)], BetweenDeltas = TimeSpan.FromMilliseconds(5), PromptTokens = 321, CompletionTokens = 777,
        };

        await HangUpAsync(rig);
        var stopped = Assert.Single(await rig.RecordsAsync(1));
        await rig.App.Get<KeyDesk>().SetAsync(rig.Customer.AccountId, rig.Customer.KeyId, new KeySettings("test", null, DisconnectPolicy.Drain), default);
        await HangUpAsync(rig);
        var drained = (await rig.RecordsAsync(2))[1];

        Assert.Equal((CallEnd.ClientDisconnected, true), (stopped.End, stopped.Estimated));
        Assert.Equal((CallEnd.ClientDisconnected, false), (drained.End, drained.Estimated));
        Assert.Equal((321, 777), (drained.Tokens.Input, drained.Tokens.Output));
        Assert.True(stopped.Charged.Micros < drained.Charged.Micros);
    }

    private static async Task HangUpAsync(GatewayRig rig)
    {
        using var hangUp = new CancellationTokenSource();
        using var response = await rig.PostAsync(Streamed);
        var body = await response.Content.ReadAsStreamAsync();
        Assert.True(await body.ReadAsync(new byte[4096]) > 0);

        // Only a reading that is broken off closes the connection at once: a stream that is disposed is drained by the client.
        var reading = body.CopyToAsync(Stream.Null, hangUp.Token);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }
}
