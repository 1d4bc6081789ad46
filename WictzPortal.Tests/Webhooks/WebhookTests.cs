using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;
using WictzPortal.Webhooks;

namespace WictzPortal.Tests.Webhooks;

public sealed class WebhookTests(WebhookTests.Rig rig) : IClassFixture<WebhookTests.Rig>
{
    private readonly Guid _account = Guid.CreateVersion7();

    /// <summary>The example of the Standard Webhooks documents.</summary>
    [Fact]
    public void A_signature_is_the_documented_one() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_public_internet_are_called(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://10.0.0.7/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[fd00::1]/hook")]
    [InlineData("https://2130706433/hook")]      // 127.0.0.1 as one figure
    [InlineData("https://user:secret@example.com/hook")]
    [InlineData("ftp://example.com/hook")]
    [InlineData("file:///etc/passwd")]
    [InlineData("example.com")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_address_that_leads_elsewhere_is_refused_at_its_field(string? address)
    {
        var app = await PortalApp.SharedAsync;

        Assert.Equal("webhooks.address", (await app.Get<WebhookDesk>().AddAsync(_account, address, default)).Failure!.Code);
    }

    [Theory]
    [InlineData("https://localhost:1/")]
    [InlineData("https://127.0.0.1:1/")]
    [InlineData("https://192.168.0.1:1/")]
    [InlineData("https://[::ffff:127.0.0.1]:1/")]
    public async Task Where_a_name_leads_is_looked_at_when_the_connection_is_made(string address)
    {
        var caller = (await PortalApp.SharedAsync).Get<WebhookCaller>();

        Assert.Equal((false, "address not allowed"), await caller.SendAsync(new WebhookCall(new Uri(address), "whsec_AAAA", "msg_1", "{}"), default));
    }

    [Fact]
    public async Task An_event_is_delivered_once_with_a_signature_that_its_receiver_can_check()
    {
        var secret = await AddAsync("/taken");
        await PublishAsync(commits: false);
        await PublishAsync(commits: true);

        await rig.Pump.DeliverDueAsync(default);
        await rig.Pump.DeliverDueAsync(default);

        var got = Assert.Single(rig.Received, request => request.Body.Contains(_account.ToString(), StringComparison.Ordinal));
        Assert.Equal(WebhookSignature.Of(secret, got.Id, DateTimeOffset.FromUnixTimeSeconds(got.Time), got.Body), got.Signature);
        var body = JsonDocument.Parse(got.Body).RootElement;
        Assert.Equal(("balance.low", _account.ToString()), (body.GetProperty("type").GetString(), body.GetProperty("data").GetProperty("account").GetString()));
        var row = Assert.Single(await rig.Desk.DeliveriesAsync(_account, default));
        Assert.Equal((DeliveryState.Delivered, "200", 1), (row.State, row.Result, row.Attempts));
        await using var db = rig.App.OpenDb();
        Assert.Null((await db.WebhookDeliveries.SingleAsync(d => d.Id == row.Id)).Payload);
    }

    [Theory]
    [InlineData("/broken", "500")]
    [InlineData("/moved", "302")]      // and nothing follows it
    public async Task What_is_not_taken_is_sent_again_over_a_day_with_growing_pauses(string path, string result)
    {
        await AddAsync(path);
        await PublishAsync(commits: true);
        var (start, pauses) = (rig.Clock.GetUtcNow(), new List<TimeSpan>());
        await rig.Pump.DeliverDueAsync(default);
        while ((await rig.Desk.DeliveriesAsync(_account, default)).Single() is { NextAttemptAt: { } next })
        {
            pauses.Add(next - rig.Clock.GetUtcNow());
            rig.Clock.Advance(next - rig.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
            await rig.Pump.DeliverDueAsync(default);
        }

        Assert.Equal(pauses.Order(), pauses);
        Assert.InRange(rig.Clock.GetUtcNow() - start, TimeSpan.FromHours(22), TimeSpan.FromHours(26));
        var row = (await rig.Desk.DeliveriesAsync(_account, default)).Single();
        Assert.Equal((DeliveryState.Failed, result, pauses.Count + 1), (row.State, row.Result, row.Attempts));
        Assert.DoesNotContain(rig.Received, request => request.Path == "/inside");
    }

    [Fact]
    public async Task An_endpoint_that_is_removed_gets_nothing_more()
    {
        await AddAsync("/taken");
        await PublishAsync(commits: true);
        await rig.Desk.RemoveAsync(_account, (await rig.Desk.ListAsync(_account, default)).Single().Id, default);

        await rig.Pump.DeliverDueAsync(default);

        Assert.Equal("endpoint removed", (await rig.Desk.DeliveriesAsync(_account, default)).Single().Result);
        Assert.DoesNotContain(rig.Received, request => request.Body.Contains(_account.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_has_five_endpoints_at_most_and_others_do_not_touch_them()
    {
        for (var i = 0; i < WebhookDesk.Most; i++)
        {
            await AddAsync($"/{i}");
        }

        Assert.Equal("webhooks.too_many", (await rig.Desk.AddAsync(_account, rig.Of("/6"), default)).Failure!.Code);
        await rig.Desk.RemoveAsync(Guid.CreateVersion7(), (await rig.Desk.ListAsync(_account, default))[0].Id, default);
        Assert.Equal(WebhookDesk.Most, (await rig.Desk.ListAsync(_account, default)).Count);
    }

    private async Task<string> AddAsync(string path) => (await rig.Desk.AddAsync(_account, rig.Of(path), default)).Value!;

    private async Task PublishAsync(bool commits)
    {
        await using var db = rig.App.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await rig.Desk.PublishAsync(db, _account, "balance.low", new JsonObject { ["account"] = _account.ToString() }, default);
        if (commits)
        {
            await transaction.CommitAsync();
        }
    }

    /// <summary>A request that came to the receiver.</summary>
    public sealed record Request(string Path, string Id, long Time, string Signature, string Body);

    /// <summary>A portal as in development, which may call this machine, and a server that receives.</summary>
    public sealed class Rig : IAsyncLifetime
    {
        private WebApplication _server = null!;

        public FakeClock Clock { get; } = new(DateTimeOffset.UtcNow);

        public ConcurrentBag<Request> Received { get; } = [];

        public PortalApp App { get; private set; } = null!;

        public WebhookDesk Desk => App.Get<WebhookDesk>();

        internal WebhookPump Pump => App.Get<WebhookPump>();

        public string Of(string path) => _server.Urls.First() + path;

        public async Task InitializeAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _server = builder.Build();
            _server.Run(AnswerAsync);
            await _server.StartAsync();
            App = await PortalApp.StartAsync(Clock, services => services.AddSingleton(provider => new WebhookCaller(
                provider.GetRequiredService<IOptions<PortalOptions>>(), new HostingEnvironment { EnvironmentName = Environments.Development }, Clock)));
        }

        public async Task DisposeAsync()
        {
            await App.DisposeAsync();
            await _server.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers;
            Received.Add(new Request(
                context.Request.Path, headers[WebhookSignature.IdHeader]!, long.Parse(headers[WebhookSignature.TimeHeader]!, System.Globalization.CultureInfo.InvariantCulture),
                headers[WebhookSignature.SignatureHeader]!, await reader.ReadToEndAsync()));
            context.Response.StatusCode = context.Request.Path.Value switch { "/broken" => 500, "/moved" => 302, _ => 200 };
            context.Response.Headers.Location = Of("/inside");
        }
    }
}
