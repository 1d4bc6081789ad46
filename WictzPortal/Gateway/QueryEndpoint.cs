using System.Buffers;
using WictzPortal.Data;

namespace WictzPortal.Gateway;

/// <summary>Writes an answer into the buffer, or refuses.</summary>
internal delegate ValueTask<Refusal?> QueryAnswer(GatewayCall call, IBufferWriter<byte> output);

/// <summary>A <see cref="QueryAnswer"/> that is made from memory alone.</summary>
internal delegate Refusal? MemoryAnswer(GatewayCall call, IBufferWriter<byte> output);

/// <summary>
/// The steps of a request that only asks the gateway itself: authenticate, answer, measure. Nothing is forwarded or charged, so no list of
/// usage shows it.
/// </summary>
internal sealed partial class QueryEndpoint(
    Authenticator authenticator, GatewayMetrics metrics, TimeProvider clock, ILogger<QueryEndpoint> log)
{
    private static readonly Refusal NoDatabase = new(
        RefusalKind.Busy, "The portal cannot look this up at this moment. Your key is good and nothing was charged; try again shortly.", RetryAfter: TimeSpan.FromSeconds(2));

    private static readonly Refusal Unexpected = new(
        RefusalKind.Internal, "Something went wrong inside the gateway. Nothing was charged; tell support the x-request-id.");

    /// <param name="anyMethod">Whether other methods than GET are answered too.</param>
    public RequestDelegate Handling(string route, QueryAnswer answer, bool anyMethod = false) => http =>
        HandleAsync(new GatewayCall(http, route, Caller.ProtocolOf(http.Request), clock), answer, anyMethod);

    public RequestDelegate Handling(string route, MemoryAnswer answer, bool anyMethod = false) =>
        Handling(route, (call, output) => ValueTask.FromResult(answer(call, output)), anyMethod);

    /// <summary>Every other address below <c>/v1</c>: says so to whoever has a key, in the form that clients understand.</summary>
    public static Refusal? Unknown(GatewayCall call, IBufferWriter<byte> output) => new(
        RefusalKind.UnknownPath, "There is nothing at this address. Check the base URL of your client: for OpenAI's it ends in /v1, for Anthropic's and Google's it is this portal's address alone.");

    private async Task HandleAsync(GatewayCall call, QueryAnswer answer, bool anyMethod)
    {
        var http = call.Http;
        http.Response.Headers["x-request-id"] = call.Id.ToString();
        call.Protocol.WriteHeaders(call, http.Response.Headers);
        try
        {
            var body = new ArrayBufferWriter<byte>(1024);
            call.Refusal = (anyMethod ? null : Method(http)) ?? authenticator.Authenticate(call) ?? await AskAsync(answer, call, body);
            http.Response.Headers["server-timing"] = call.Marks.ToHeader();
            if (call.Refusal is { } refusal)
            {
                await RefusalWriter.WriteAsync(http, call.Protocol, refusal, http.RequestAborted);
                return;
            }

            http.Response.ContentType = "application/json";
            http.Response.ContentLength = body.WrittenCount;
            http.Response.BodyWriter.Write(body.WrittenSpan);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        finally
        {
            metrics.Ended(call, call.Elapsed);
        }
    }

    private async ValueTask<Refusal?> AskAsync(QueryAnswer answer, GatewayCall call, IBufferWriter<byte> output)
    {
        try
        {
            return await answer(call, output);
        }
        catch (Exception exception) when (Outage.IsCauseOf(exception))
        {
            return NoDatabase;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogUnexpected(exception, call.Id);
            return Unexpected;
        }
    }

    private static Refusal? Method(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method))
        {
            return null;
        }

        http.Response.Headers.Allow = "GET";
        return new Refusal(RefusalKind.WrongMethod, "This address takes GET only. Check the method and the address your program calls.");
    }

    [LoggerMessage(LogLevel.Error, "Request {RequestId} could not be answered.")]
    private partial void LogUnexpected(Exception exception, Guid requestId);
}
