using Microsoft.AspNetCore.Server.Kestrel.Core;
using WictzPortal.Models;

namespace WictzPortal.Gateway;

/// <summary>
/// The gateway: takes calls from unmodified clients, and passes them through one class per step (authenticate, admit, route, forward,
/// meter). Its endpoints run before all middleware: they know neither cookies nor pages.
/// </summary>
public static class GatewaySlice
{
    public static void AddGateway(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GatewayOptions>().BindConfiguration("Gateway").ValidateDataAnnotations().ValidateOnStart()
            .Validate<IConfiguration>((_, set) => !Dumps(set, "DOTNET"), "DOTNET_DbgEnableMiniDump is on: a crash would write prompts to a disk. Unset it.")
            .Validate<IConfiguration>((_, set) => !Dumps(set, "COMPlus"), "COMPlus_DbgEnableMiniDump is on: a crash would write prompts to a disk. Unset it.");
        // It writes addresses down, and one may hold a key. Silent, it makes no activity for each request either.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        services.AddRequestContexts();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<Admission>();
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton<Pace>();
        services.AddSingleton<Router>();
        services.AddSingleton<Upstreams>();
        services.AddSingleton<IProviderProbe, ProviderProbe>();
        services.AddSingleton<Attempt>();
        services.AddSingleton<StreamRelay>();
        services.AddSingleton<BodyRelay>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton<Meter>();
        services.AddSingleton<Claims>();
        services.AddSingleton<Repeats>();
        services.AddSingleton<CallRun>();
        services.AddSingleton<CallEndpoint>();
        services.AddSingleton<QueryEndpoint>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<CreditEndpoint>();
        services.AddSingleton<ReceiptEndpoint>();

        services.AddSingleton<GeminiModels>();
        services.AddSingleton<GeminiEndpoint>();

        services.AddSingleton<Operation, ChatCompletions>();
        services.AddSingleton<Operation, Responses>();
        services.AddSingleton<Operation, Completions>();
        services.AddSingleton<Operation>(new GenerateContent(streams: false));
        services.AddSingleton<Operation>(new GenerateContent(streams: true));
        services.AddSingleton<Operation, CountTokens>();
        services.AddSingleton<Operation, Messages>();
        services.AddSingleton<Operation, CountMessageTokens>();
        services.AddSingleton<Operation, Embeddings>();
        services.AddSingleton<Operation, ImageGenerations>();
        services.AddSingleton<Operation, Speech>();
        services.AddSingleton<Operation>(new Transcripts("transcriptions"));
        services.AddSingleton<Operation>(new Transcripts("translations"));
        services.AddSingleton<Operation, Moderations>();
        services.AddSingleton<Operation>(new EmbedContent(isBatch: false));
        services.AddSingleton<Operation>(new EmbedContent(isBatch: true));

        services.AddSingleton<IProvider>(new OpenAiProvider(OpenAiProvider.OpenAi));
        services.AddSingleton<IProvider>(new OpenAiProvider(OpenAiProvider.Compatible));
        services.AddSingleton<IProvider, AzureOpenAiProvider>();
        services.AddSingleton<IProvider, GeminiProvider>();
        services.AddSingleton<IProvider, AnthropicProvider>();
        services.AddSingleton<IProvider, SandboxProvider>();
    }

    private static bool Dumps(IConfiguration settings, string prefix) => settings[$"{prefix}_DbgEnableMiniDump"] == "1";

    /// <summary>Comes first.</summary>
    public static void UseGateway(this WebApplication app) => app.UseRequestContexts();

    public static void MapGateway(this WebApplication app)
    {
        var (services, query) = (app.Services, app.Services.GetRequiredService<QueryEndpoint>());
        var calls = services.GetRequiredService<CallEndpoint>();
        var (models, credit) = (services.GetRequiredService<ModelsEndpoint>(), services.GetRequiredService<CreditEndpoint>());
        foreach (var operation in services.GetServices<Operation>().Where(operation => operation is not GeminiOperation))
        {
            app.MapStep(operation.Route, calls.Handling(operation));
        }

        var gemini = services.GetRequiredService<GeminiEndpoint>();
        app.MapStep(ModelsEndpoint.ListRoute, query.Handling(ModelsEndpoint.ListRoute, models.List));
        app.MapStep(ModelsEndpoint.OneRoute, gemini.Or(query.Handling(ModelsEndpoint.OneRoute, models.One)));
        app.MapStep(GeminiEndpoint.Models, query.Handling(GeminiEndpoint.Models, models.List));
        app.MapStep(GeminiEndpoint.OneRoute, gemini.Or(query.Handling(GeminiEndpoint.OneRoute, models.One)));
        app.MapStep(CreditEndpoint.CreditsRoute, query.Handling(CreditEndpoint.CreditsRoute, credit.CreditsAsync));
        app.MapStep(CreditEndpoint.KeyRoute, query.Handling(CreditEndpoint.KeyRoute, credit.KeyAsync));
        app.MapStep(ReceiptEndpoint.Route, query.Handling(ReceiptEndpoint.Route, services.GetRequiredService<ReceiptEndpoint>().AnswerAsync));
        app.MapStep("/v1/responses/{**id}", query.Handling("/v1/responses/{**id}", Responses.Stored, anyMethod: true));
        app.MapStep("/v1/{**rest}", query.Handling("/v1/{**rest}", QueryEndpoint.Unknown, anyMethod: true));
        app.MapStep("/v1beta/{**rest}", query.Handling("/v1beta/{**rest}", QueryEndpoint.Unknown, anyMethod: true));
    }

    // All methods, so that a wrong one is told in the client's own form; without the pipeline of the pages; the key is checked inside.
    // The handler is set once more at the end: else the validation of the portal's own API wraps it, in vain, and costs two more steps.
    private static void MapStep(this WebApplication app, string route, RequestDelegate handler) =>
        app.Map(route, handler).AllowAnonymous().ShortCircuit().Add(endpoint => endpoint.RequestDelegate = handler);
}
