using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using WictzPortal.Admin;
using WictzPortal.Keys;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Browser;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Admin;

public sealed class MetricsTests
{
    private const string Token = "a-token-for-prometheus";

    [Fact]
    public async Task Without_a_token_there_is_no_metrics_page()
    {
        var app = await PortalApp.SharedAsync;

        Assert.Equal(HttpStatusCode.NotFound, (await app.CreateClient().GetAsync("/metrics")).StatusCode);
    }

    [Fact]
    public void A_measurement_whose_labels_have_come_before_is_added_up_and_allocates_nothing()
    {
        using var meter = new Meter("Wictz.Test");
        var series = new MetricSeries(meter.CreateHistogram<double>("test.duration", "s"));
        KeyValuePair<string, object?>[] tags = [new("http.route", "/v1/\"x\""), new("status", 200)];
        series.Add(0.3, [new("http.route", "/v1/\"x\""), new("status", 200)]);
        series.Add(0.3, [new("http.route", "/v1/\"x\""), new("status", 404)]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        series.Add(0.004, tags);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var page = new StringBuilder();
        series.Write(page);
        Assert.Equal(0, allocated);
        Assert.Contains("""test_duration_seconds_bucket{http_route="/v1/\"x\"",status="200",le="0.005"} 1""" + "\n", $"{page}", StringComparison.Ordinal);
        Assert.Contains("""test_duration_seconds_count{http_route="/v1/\"x\"",status="200"} 2""" + "\n", $"{page}", StringComparison.Ordinal);
        Assert.Contains("""test_duration_seconds_count{http_route="/v1/\"x\"",status="404"} 1""" + "\n", $"{page}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_ask_for_the_token_and_count_requests()
    {
        await using var app = await PortalApp.StartAsync(("Metrics:Token", Token));
        var client = app.CreateClient();
        await client.GetAsync("/health/live");

        var refused = await client.GetAsync("/metrics");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var page = await client.GetStringAsync("/metrics");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("# TYPE http_server_request_duration_seconds histogram\n", page, StringComparison.Ordinal);
        Assert.Matches("""http_server_request_duration_seconds_count\{[^}]*http_route="/health/live"[^}]*\} \d+""", page);
        Assert.Contains("dotnet_process_memory_working_set_bytes ", page, StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "A-08")]
    public async Task Metrics_name_no_account_person_or_key()
    {
        await using var app = await PortalApp.StartAsync(("Metrics:Token", Token));
        var (visitor, person) = await Visitor.SignedUpAsync(app);
        var key = (await app.Get<KeyIssuer>().IssueAsync(person.AccountId, person.AccountNumber, "my program", default)).Value!;
        await ChatCall.SendAsync(app, key.Secret);
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);

        var page = await client.GetStringAsync("/metrics");

        Assert.Contains("gen_ai", page, StringComparison.Ordinal);
        string[] names = [visitor.Email, $"{person.UserId}", $"{person.AccountId}", $"{person.AccountId:N}", $"{person.AccountNumber}", $"{key.Id}", key.Secret[8..16], "my program"];
        Assert.All(names, name => Assert.DoesNotContain(name, page, StringComparison.OrdinalIgnoreCase));
    }
}
