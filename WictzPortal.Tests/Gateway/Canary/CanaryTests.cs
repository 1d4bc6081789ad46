using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WictzPortal.Gateway;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>
/// What is said in a call reaches neither file nor log nor database, whatever the route, the place it stands in and the way the call ends:
/// looked for while the calls run and after a restart, in every encoding that could hide it.
/// </summary>
[Trait("Promise", "A-09"), Trait("Promise", "A-12"), Trait("Promise", "A-57"), Trait("Promise", "B-07"), Trait("Promise", "B-08"), Trait("Promise", "B-36"), Trait("Exam", "53")]
public sealed class CanaryTests
{
    private static readonly FakeScript Answers = new();

    [Fact]
    public async Task What_is_said_is_written_nowhere()
    {
        await using var rig = await CanaryRig.StartAsync();
        var found = new List<string>();

        await rig.CallAllAsync("answered", "model", Answers);
        await rig.CallAllAsync("long", "model", Answers, CanaryRig.Long);
        await rig.CallAllAsync("packedabove", "model", Answers with { Gzip = true });
        await rig.CallAllAsync("anthropic", "anthropic", Answers);
        await rig.CallAllAsync("anthropicfailed", "anthropic", Answers with { Status = 500 });
        await rig.CallAllAsync("gemini", "gemini", Answers);
        await rig.CallAllAsync("geminicut", "gemini", Answers with { CutAfter = 1 });
        Assert.True(rig.First.Calls.Count >= CanaryCall.All.Count && !rig.Anthropic.Calls.IsEmpty && !rig.Gemini.Calls.IsEmpty, "Calls did not reach the provider, so the scan would prove nothing.");
        found.AddRange(await rig.FindAsync(withDatabase: false));
        await rig.CallAllAsync("refusedabove", "model", Answers with { Status = 400 });
        await rig.CallAllAsync("failedabove", "model", Answers with { Status = 500 });
        await rig.CallAllAsync("fellback", "model", Answers with { Status = 503 }, second: Answers);
        await rig.CallAllAsync("cut", "model", Answers with { CutAfter = 1 });
        await rig.CallAllAsync("silent", "model", Answers with { FirstByteAfter = TimeSpan.FromSeconds(5), SilentAfter = 1 });
        found.AddRange(await rig.FindAsync(withDatabase: false));
        await rig.CallAllAsync("left", "model", Answers with { FirstByteAfter = TimeSpan.FromMilliseconds(300), SilentAfter = 1 }, end: CanaryEnd.Left);
        await rig.CallAllAsync("toolarge", "model", Answers, CanaryRig.MaxBody + 1);
        await rig.CallAllAsync("overlimit", "model", Answers, end: CanaryEnd.Refused);
        await rig.CallAllAsync("nokey", "model", Answers, end: CanaryEnd.Unknown);
        await rig.CallAllAsync("nomodel", rig.Marker, Answers);
        await rig.CallMalformedAsync();
        await rig.CallPackedAsync();
        await UnknownAddressesAsync(rig);
        found.AddRange(await rig.FindAsync(withDatabase: false));
        await rig.RestartAsync();
        found.AddRange(await rig.FindAsync(withDatabase: true));

        Assert.Equal([], found);
        Assert.True(await rig.SeesAsync(), "The scan does not see what is there.");
    }

    /// <summary>A route that is added to the gateway must be added here.</summary>
    [Fact]
    public async Task Every_route_is_called()
    {
        var routes = (await PortalApp.SharedAsync).Services.GetServices<Operation>().Select(operation => operation.Route);

        Assert.Equal([.. routes.Order(StringComparer.Ordinal)], CanaryCall.All.Select(call => call.Route).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The suite turns red when somebody writes down what was said: in the log, or by reading a body the framework's usual way.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_portal_that_keeps_what_is_said_is_found_out(bool logs)
    {
        await using var rig = await CanaryRig.StartAsync(new Keeper(logs));

        await rig.CallAllAsync("answered", "model", Answers, CanaryRig.Long);

        Assert.NotEmpty(await rig.FindAsync(withDatabase: false));
    }

    private static async Task UnknownAddressesAsync(CanaryRig rig)
    {
        using var client = rig.App.CreateClient(cookies: false);
        foreach (var path in new[] { "/v1/{0}", "/v1beta/{0}", "/v1beta/models/{0}:generateContent", "/v1/models/{0}", "/v1/responses/{0}", "/v1/receipts/{0}", "/{0}" })
        {
            using var response = await client.GetAsync(string.Format(null, path, rig.Marker));
        }
    }

    /// <summary>Keeps what it should not: a line in the log, or a file while the request runs.</summary>
    private sealed class Keeper(bool logs) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            var log = app.ApplicationServices.GetRequiredService<ILogger<Keeper>>();
            app.Use(async (HttpContext http, RequestDelegate rest) =>
            {
                http.Request.EnableBuffering();
                using var reader = new StreamReader(http.Request.Body, leaveOpen: true);
                var said = await reader.ReadToEndAsync();
                http.Request.Body.Position = 0;
                if (logs)
                {
#pragma warning disable CA1848, CA1873, CA2254 // a mistake, made on purpose
                    log.LogInformation(said);
#pragma warning restore CA1848, CA1873, CA2254
                }

                await rest(http);
            });
            next(app);
        };
    }
}
