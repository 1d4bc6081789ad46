using System.Net;
using WictzPortal.Gateway;
using WictzPortal.Usage;

namespace WictzPortal.Bench;

/// <summary>
/// What a call costs but for sockets: whole, and the steps admission, routing and settlement by themselves. 64 callers take turns, as
/// under load; expansion and request log do not run.
/// </summary>
internal static class CallCost
{
    private const int Calls = 20_000;
    private const int AtOnce = 64;
    private const int Rounds = 8;

    public static async Task MeasureAsync(string benchFolder)
    {
        var folder = Directory.CreateTempSubdirectory("call-cost-").FullName;
        try
        {
            var catalog = await File.ReadAllTextAsync(Path.Combine(benchFolder, "conf/catalog.json"));
            await File.WriteAllTextAsync(Path.Combine(folder, "catalog.json"), catalog.Replace("${UPSTREAM}", "http://127.0.0.1:1", StringComparison.Ordinal));
            using var app = Build(folder);
            foreach (var service in app.Services.GetServices<IHostedService>().Where(IsNeeded))
            {
                await service.StartAsync(default);
            }

            await using var calls = await ServedCalls.OpenAsync(app.Services, folder, benchFolder);
            var read = new Measured("context, key and scan");
            var stepped = new Measured("the same with admission, routing and settlement");
            var whole = new Measured("a whole call");
            await calls.ServeAsync();      // what limits have to ask for once, they ask for here: the loops below leave nobody a turn
            for (var round = 0; round < Rounds; round++)
            {
                await read.OfAsync(Calls, () => ManyAsync(calls.ReadAsync));
                await stepped.OfAsync(Calls, () => ManyAsync(calls.StepAsync));
                await whole.OfAsync(Calls, () => ManyAsync(calls.ServeAsync));
            }

            read.Print();
            stepped.Print();
            Measured.PrintDifference("thus admission, routing and settlement", stepped, read);
            whole.Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsNeeded(IHostedService service) =>
        service is not (Metering or RequestLogWriter) && service.GetType().Namespace!.StartsWith("WictzPortal.", StringComparison.Ordinal);

    private static Task ManyAsync(Func<Task> call) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
    {
        for (var i = 0; i < Calls / AtOnce; i++)
        {
            await call();
        }
    })));

    private static IHost Build(string folder) => PortalHost.Build(
        ["--demo", "--urls", "http://127.0.0.1:0", $"--Portal:DataDirectory={folder}", $"--Gateway:CatalogFile={folder}/catalog.json",
            "--Jobs:Enabled=false", "--Gateway:Settlement:RecordsWaiting=10000000", "--Logging:LogLevel:Default=Warning",
            "--Plans:Limits:RequestsPerMinute=1000000000", "--Plans:Limits:TokensPerMinute=1000000000000",
            "--Plans:Limits:Concurrency=1000000", "--Plans:Limits:SpendPerMonth=1000000000"],
        services =>
        {
            foreach (var sockets in services.Where(s => s.ImplementationInstance is OpenAiProvider).ToList())
            {
                services.Remove(sockets);
                services.AddSingleton<IProvider>(new CannedProvider((OpenAiProvider)sockets.ImplementationInstance!));
            }
        });
}

/// <summary>A provider as it is, whose answers come from memory.</summary>
internal sealed class CannedProvider(OpenAiProvider real) : IProvider
{
    public string Kind => real.Kind;

    public bool CanBeUnwell => true;

    public HttpMessageHandler MakeHandler() => new Canned();

    public Carrier? CarrierOf(Operation operation) => real.CarrierOf(operation);

    public void Address(HttpRequestMessage request, GatewayCall call, in Candidate candidate) => real.Address(request, call, candidate);

    private sealed class Canned : HttpMessageHandler
    {
        private static readonly byte[] Answer = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"The quick brown fox jumps over the lazy dog, and then it does so again, for the benefit of all who watch."},"finish_reason":"stop"}],"usage":{"prompt_tokens":120,"completion_tokens":48,"total_tokens":168}}
            """u8.ToArray();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(Answer);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}
