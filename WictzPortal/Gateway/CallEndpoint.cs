using Microsoft.Extensions.Options;

namespace WictzPortal.Gateway;

/// <summary>Where a request to a model arrives, whatever its operation: its key and its body are read, then it runs, once.</summary>
internal sealed class CallEndpoint(
    Authenticator authenticator, Repeats repeats, CallRun run, IOptions<GatewayOptions> options, TimeProvider clock)
{
    public RequestDelegate Handling(Operation operation) => http => HandleAsync(new GatewayCall(http, operation, clock));

    public async Task HandleAsync(GatewayCall call)
    {
        var request = call.Http.Request;
        call.Refusal = call.Operation!.Check(request) ?? authenticator.Authenticate(call);
        using var body = call.Refusal is null ? await ReadAsync(call) : null;
        if (call.Refusal is null && repeats.KeyOf(call) is { } key)
        {
            await repeats.RunAsync(call, key, run.RunAsync);
        }
        else
        {
            await run.RunAsync(call);
        }
    }

    private async ValueTask<PooledBytes?> ReadAsync(GatewayCall call)
    {
        try
        {
            (var body, call.Refusal) = await RequestBody.ReadAsync(call.Http.Request, options.Value.MaxBodyBytes, call.Http.RequestAborted);
            call.Body = body?.Memory ?? default;
            return body;
        }
        catch (OperationCanceledException)
        {
            call.Refusal = new Refusal(RefusalKind.ClientGone, "The client closed the connection.");
            return null;
        }
    }
}
