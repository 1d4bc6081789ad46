using System.Net.Http.Headers;
using System.Net.Http.Json;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Browser;

/// <summary>A call of the gateway, as a customer's program makes it.</summary>
internal static class ChatCall
{
    public static async Task<HttpResponseMessage> SendAsync(PortalApp app, string key)
    {
        using var client = app.CreateClient(cookies: false);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await client.PostAsJsonAsync("/v1/chat/completions", new
        {
            model = "sandbox/echo",
            messages = new[] { new { role = "user", content = "Merhaba" } },
        });
    }
}
