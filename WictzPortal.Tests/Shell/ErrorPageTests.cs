using System.Net;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Shell;

public sealed class ErrorPageTests
{
    [Theory]
    [InlineData("en", "Page not found")]
    [InlineData("tr", "Sayfa bulunamadı")]
    public async Task An_unknown_address_is_a_page_with_a_reference(string language, string title)
    {
        var app = await PortalApp.SharedAsync;
        using var client = app.CreateClient(language: language);

        using var response = await client.GetAsync(new Uri("/nowhere", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Contains("<code>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/nowhere")]
    [InlineData("/api/v1/nowhere")]
    public async Task Programs_get_no_page(string address)
    {
        var app = await PortalApp.SharedAsync;
        using var client = app.CreateClient();

        using var response = await client.GetAsync(new Uri(address, UriKind.Relative));

        Assert.NotEqual("text/html", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Pages_refuse_foreign_scripts_and_frames()
    {
        var app = await PortalApp.SharedAsync;
        using var client = app.CreateClient();

        using var response = await client.GetAsync(new Uri("/nowhere", UriKind.Relative));

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.DoesNotContain("<script>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/keys")]
    [InlineData("/usage")]
    [InlineData("/usage.csv")]
    public async Task Who_is_not_signed_in_is_led_to_sign_in_and_back(string address)
    {
        var app = await PortalApp.SharedAsync;
        using var client = app.CreateClient();

        using var response = await client.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Contains($"/sign-in?returnUrl={Uri.EscapeDataString(address)}", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }
}
