using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WictzPortal.Gateway;
using WictzPortal.Models;
using WictzPortal.Payments;
using WictzPortal.Recipients;
using WictzPortal.Tests.Architecture;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Recipients;

/// <summary>Nothing leaves for a host that the register does not name.</summary>
[Trait("Promise", "B-28")]
public sealed partial class EgressTests
{
    private static readonly string[] Guarded = ["Upstreams.cs", "PaytrClient.cs", "GatewayDoor.cs", "WebhookCaller.cs"];

    [Fact]
    public async Task A_provider_and_the_payment_provider_are_refused_before_they_are_called_and_reached_once_they_are_entered()
    {
        var app = await PortalApp.SharedAsync;
        var host = $"{Guid.NewGuid():N}.invalid";      // a name that leads nowhere (RFC 6761): it is never looked up before it is allowed
        var provider = app.Services.GetServices<IProvider>().Single(p => p.Kind == OpenAiProvider.OpenAi).MakeHandler();
        var payments = app.Services.GetRequiredKeyedService<HttpMessageHandler>(PaytrClient.Transport);
        HttpMessageHandler[] ways = [app.Get<Egress>().Guard((SocketsHttpHandler)provider), payments];

        foreach (var way in ways)
        {
            Assert.IsType<UnregisteredHostException>(await WhyNotAsync(way, host));
        }

        var entry = await RegisterRig.EnterAsync(app, RegisterRig.Provider(host));
        foreach (var way in ways)
        {
            Assert.IsType<SocketException>(await WhyNotAsync(way, host));
        }

        await app.Get<RecipientDesk>().EndAsync(entry.Id, "Deneme bitti.", RegisterRig.First, default);
        Assert.IsType<UnregisteredHostException>(await WhyNotAsync(ways[0], host));
    }

    [Fact]
    public async Task A_probe_of_an_unregistered_provider_reaches_nobody()
    {
        var app = await PortalApp.SharedAsync;
        var provider = new ProviderEntry(1, "unknown", "openai", new Uri($"https://{Guid.NewGuid():N}.invalid/v1"), null, "US", null, null, []);

        var result = await app.Get<IProviderProbe>().ProbeAsync(provider, null, default);

        Assert.Equal(ProbeState.Unreachable, result.State);
    }

    /// <summary>What opens connections stands where they are guarded: by the register, or, for webhooks, by the customer's own address.</summary>
    [Fact]
    public void No_client_is_made_elsewhere()
    {
        var breaches =
            from file in Sources.Files(Sources.App, ".cs", ".razor")
            where !Guarded.Contains(Path.GetFileName(file))
            from Match match in Client().Matches(File.ReadAllText(file))
            select $"{Path.GetFileName(file)}: {match.Value}";

        Rule.HasNo(breaches);
    }

    [Fact]
    [Trait("Promise", "A-26")]
    [Trait("Promise", "B-30")]
    public async Task Payments_are_not_taken_before_the_payment_provider_is_entered()
    {
        (string, string)[] settings =
            [("Payments:Paytr:Enabled", "true"), ("Payments:Paytr:MerchantId", "1"), ("Payments:Paytr:Key", "key"), ("Payments:Paytr:Salt", "salt")];
        var refusal = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => PortalApp.StartAsync(settings));
        var app = await PortalApp.StartAsync();
        await RegisterRig.EnterAsync(app, RegisterRig.Provider("www.paytr.com") with { Name = "PayTR", Type = RecipientType.Payment });

        await using var open = await app.RestartAsync(settings);

        Assert.Contains("www.paytr.com", refusal.Message, StringComparison.Ordinal);
        Assert.True(open.Get<PaytrShop>().IsOpen);
    }

    private static async Task<Exception?> WhyNotAsync(HttpMessageHandler handler, string host)
    {
        using var client = new HttpClient(handler, disposeHandler: false);
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"https://{host}/")));
        return refusal.InnerException;
    }

    [GeneratedRegex(
        @"new (SocketsHttpHandler|HttpClientHandler|TcpClient|UdpClient|ClientWebSocket|WebClient)\b|SocketsHttpHandler \w+\(\) => new\(\)"
        + @"|new HttpClient\(\)|AddHttpClient|IHttpClientFactory")]
    private static partial Regex Client();
}
