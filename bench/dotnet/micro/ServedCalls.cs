using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using WictzPortal.Gateway;
using WictzPortal.Ledger;
using WictzPortal.Usage;

namespace WictzPortal.Bench;

/// <summary>Calls of the demonstration's account, served without a server.</summary>
internal sealed class ServedCalls : IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly string _authorization;
    private readonly byte[] _body;
    private readonly Operation _operation;
    private readonly (CallEndpoint Endpoint, Authenticator Keys, Admission Admission, Router Router, Meter Meter) _steps;

    private ServedCalls(IServiceProvider services, string key, byte[] body)
    {
        (_services, _authorization, _body) = (services, $"Bearer {key}", body);
        _operation = services.GetServices<Operation>().OfType<ChatCompletions>().Single();
        _steps = (Of<CallEndpoint>(), Of<Authenticator>(), Of<Admission>(), Of<Router>(), Of<Meter>());
    }

    public static async Task<ServedCalls> OpenAsync(IServiceProvider services, string folder, string benchFolder)
    {
        foreach (var (number, balance) in await services.GetRequiredService<GeneralLedger>().BalancesAsync(default))
        {
            services.GetRequiredService<Purses>().Load(number, balance);
        }

        await services.GetRequiredService<IUsageJournal>().OpenAsync(default);
        var log = services.GetRequiredService<RequestLog>();
        _ = Task.Run(async () =>
        {
            await foreach (var row in log.Rows.ReadAllAsync())
            {
                _ = row;
            }
        });
        using var demo = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "demo.json")));
        return new ServedCalls(
            services, demo.RootElement.GetProperty("apiKey").GetString()!, await File.ReadAllBytesAsync(Path.Combine(benchFolder, "payloads/chat.json")));
    }

    /// <summary>Up to the scan.</summary>
    public Task ReadAsync()
    {
        Read();
        return Task.CompletedTask;
    }

    /// <summary>The same, then admitted, routed and settled.</summary>
    public async Task StepAsync()
    {
        var call = Read();
        Require(await _steps.Admission.AdmitAsync(call));
        Require(_steps.Router.Allows(call) ? null : new Refusal(RefusalKind.RouteNotAllowed, ""));
        (call.Deployment, call.Attempts) = (_steps.Router.Next(call, [])!.Value.Deployment, 1);
        call.Usage = new ReportedUsage { Input = 120, Output = 48 };
        await _steps.Meter.SettleAsync(call, CallEnd.Completed);
        call.EndHold();
    }

    public async Task ServeAsync()
    {
        var call = new GatewayCall(Context(), _operation, TimeProvider.System);
        await _steps.Endpoint.HandleAsync(call);
        Require(call.Refusal);
    }

    public async ValueTask DisposeAsync() => await Of<IUsageJournal>().CloseAsync(TimeSpan.FromSeconds(10));

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.Message);
        }
    }

    private GatewayCall Read()
    {
        var call = new GatewayCall(Context(), _operation, TimeProvider.System) { Body = _body };
        Require(_steps.Keys.Authenticate(call) ?? _operation.Scan(call));
        return call;
    }

    private DefaultHttpContext Context()
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.Path = "/v1/chat/completions";
        http.Request.ContentType = "application/json";
        http.Request.ContentLength = _body.Length;
        http.Request.Headers.Authorization = _authorization;
        http.Request.Headers.UserAgent = "OpenAI/Python 2.1.0";
        http.Features.Set<IRequestBodyPipeFeature>(new Body(_body));
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        return http;
    }

    private T Of<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private sealed class Body(byte[] bytes) : IRequestBodyPipeFeature
    {
        public PipeReader Reader { get; } = PipeReader.Create(new System.Buffers.ReadOnlySequence<byte>(bytes));
    }
}
