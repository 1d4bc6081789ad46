using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Admin;

public sealed class HealthTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_started_node_is_live_and_ready(string path)
    {
        var app = await PortalApp.SharedAsync;

        Assert.Equal(HttpStatusCode.OK, (await app.CreateClient().GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Ready_names_each_check_and_no_detail()
    {
        var app = await PortalApp.SharedAsync;

        var report = await app.CreateClient().GetFromJsonAsync<JsonElement>("/health/ready");

        Assert.Equal("Healthy", report.GetProperty("status").GetString());
        Assert.Equal(["database", "intake", "retention"], report.GetProperty("checks").EnumerateObject().Select(check => check.Name).Order());
    }
}
