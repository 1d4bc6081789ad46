namespace WictzPortal.Gateway;

/// <summary>One run of a call whose key and body are here: scan, admit, forward; then whatever it came to is told and measured.</summary>
internal sealed partial class CallRun(Admission admission, Forwarder forwarder, Meter meter, ILogger<CallRun> log)
{
    private static readonly Refusal Unexpected = new(
        RefusalKind.Internal, "Something went wrong inside the gateway. Nothing was charged beyond what you received; tell support the x-request-id.");

    /// <summary>A call that is refused already is only told and measured.</summary>
    public async Task RunAsync(GatewayCall call)
    {
        var http = call.Http;
        http.Response.Headers["x-request-id"] = call.Id.ToString();
        call.Protocol.WriteHeaders(call, http.Response.Headers);
        try
        {
            call.Refusal ??= call.Operation!.Scan(call) ?? await admission.AdmitAsync(call);
            LimitHeaders.Write(call);
            if (call.Refusal is null)
            {
                await forwarder.ForwardAsync(call);
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
            call.EndHold();
            var status = await AnswerAsync(call);
            meter.End(call, status);
            call.Dispose();
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
                await RefusalWriter.WriteAsync(http, call.Protocol, refusal, http.RequestAborted);
            }
            else if (call is { IsSettled: false, FirstByte: null } or { IsSettled: false, Request.Streams: true })
            {
                call.Operation!.WriteStreamError(call, refusal, call.Events ?? http.Response.BodyWriter);      // after a keep-alive the status is 200 for good
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
