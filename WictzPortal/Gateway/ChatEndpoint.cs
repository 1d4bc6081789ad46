using Microsoft.Extensions.Options;

namespace WictzPortal.Gateway;

/// <summary><c>POST /v1/chat/completions</c>: the steps of one request, in order.</summary>
internal sealed partial class ChatEndpoint(
    Authenticator authenticator, Admission admission, Forwarder forwarder, Meter meter, IOptions<GatewayOptions> options, TimeProvider clock,
    ILogger<ChatEndpoint> log)
{
    public const string Route = "/v1/chat/completions";
    private const string Operation = "chat/completions";

    private static readonly Refusal Unexpected = new(
        RefusalKind.Internal, "Something went wrong inside the gateway. Nothing was charged beyond what you received; tell support the x-request-id.");

    public async Task HandleAsync(HttpContext http)
    {
        var call = new GatewayCall(http, Route, clock);
        http.Response.Headers["x-request-id"] = call.Id.ToString();
        PooledBytes? body = null;
        try
        {
            call.Refusal = Envelope.Check(http.Request) ?? authenticator.Authenticate(call);
            if (call.Refusal is null)
            {
                (body, call.Refusal) = await RequestBody.ReadAsync(http.Request, options.Value.MaxBodyBytes, http.RequestAborted);
            }

            if (body is not null)
            {
                call.Body = body.Memory;
                call.Refusal = ChatRequestScanner.Scan(body.Span, out call.Request) ?? admission.Admit(call);
                if (call.Refusal is null)
                {
                    await forwarder.ForwardAsync(call, Operation);
                }
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            call.Refusal = new Refusal(RefusalKind.ClientGone, "The client closed the connection.");
        }
        catch (Exception exception)
        {
            // The message may quote content; the type and the place do not.
            LogUnexpected(call.Id, exception.GetType().FullName, exception.TargetSite?.Name);
            call.Refusal = Unexpected;
            BreakOff(http);
        }
        finally
        {
            var status = await AnswerAsync(call);
            meter.End(call, status);
            body?.Dispose();
        }
    }

    /// <returns>The status for the log.</returns>
    private static async Task<int> AnswerAsync(GatewayCall call)
    {
        var (http, refusal) = (call.Http, call.Refusal);
        if (refusal is null)
        {
            return http.Response.StatusCode;
        }

        if (http.RequestAborted.IsCancellationRequested)
        {
            return refusal.HttpStatus;
        }

        try
        {
            if (!http.Response.HasStarted && http.Response.ContentType is null)
            {
                http.Response.Headers["server-timing"] = call.Marks.ToHeader();
                await RefusalWriter.WriteAsync(http, refusal, http.RequestAborted);
            }
            else if (call is { IsSettled: false, FirstByte: null } or { IsSettled: false, Request.Streams: true })
            {
                RefusalWriter.WriteEvent(http.Response.BodyWriter, refusal);      // after a keep-alive the status is 200 for good
                await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client is gone.
        }

        return refusal.HttpStatus;
    }

    // An answer that has begun must not look whole.
    private static void BreakOff(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
        }
    }

    [LoggerMessage(LogLevel.Error, "Request {RequestId} failed in the gateway: {ExceptionType} in {Method}.")]
    private partial void LogUnexpected(Guid requestId, string? exceptionType, string? method);
}
