using System.Buffers;
using System.IO.Pipelines;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>
/// Carries an answer that is not a stream. Up to 64 KB it is held whole until the call is settled, beyond that and of audio only its last
/// read is, so that an answer which a client saw complete is always in the books.
/// </summary>
internal sealed class BodyRelay(Meter meter)
{
    private const int HeldWhole = 64 * 1024;
    private const int Longest = 256 * 1024 * 1024;

    public async Task RunAsync(GatewayCall call, UpstreamAnswer answer, CallLimits limits)
    {
        using var body = new PooledBytes(16 * 1024);
        var (sent, hasBegun, end) = await ReadAsync(call, answer, body, limits);
        var facts = answer.Passage.ReadWhole(body.Span);
        if (end == CallEnd.Completed && facts is { IsReadable: false } or { IsError: true })
        {
            end = CallEnd.UpstreamError;
        }

        // Nothing has reached the client, and nothing whole has reached us: nothing to pay for.
        if (end != CallEnd.Completed && !hasBegun)
        {
            call.Refusal = Failed(end, call.Deployment!.Provider.Name);
            return;
        }

        (call.Usage, call.CountedOutput) = (facts.HasUsage ? facts.Usage : null, Counted(facts, body));
        await meter.SettleAsync(call, end);
        if (end != CallEnd.Completed)
        {
            call.Refusal = Failed(end, call.Deployment!.Provider.Name);
            call.Http.Abort();      // a proper end would make half an answer look whole
            return;
        }

        await WriteAsync(call, answer, body, sent);
    }

    private static async ValueTask<(int Sent, bool HasBegun, CallEnd End)> ReadAsync(
        GatewayCall call, UpstreamAnswer answer, PooledBytes body, CallLimits limits)
    {
        var (sent, hasBegun) = (0, false);
        var isOpaque = answer.Passage.IsOpaque;
        try
        {
            while (true)
            {
                limits.AwaitNext();
                var read = await answer.Body.ReadAsync(body.GetMemory(8192), limits.Token);
                if (read == 0)
                {
                    return (sent, hasBegun, CallEnd.Completed);
                }

                if (body.Length > (isOpaque ? 0 : HeldWhole) && !answer.Passage.NeedsWhole)
                {
                    sent = await SendAsync(call, answer, body, sent, limits.Token);      // all but what was just read
                    hasBegun = true;
                }

                body.Advance(read);
                if (isOpaque)
                {
                    body.Consume(sent);
                    sent = 0;
                }

                if (body.Length > Longest)
                {
                    throw new IOException("The answer is longer than any model gives.");
                }
            }
        }
        catch (OperationCanceledException)
        {
            return (sent, hasBegun, limits.Reason());
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            return (sent, hasBegun, CallEnd.UpstreamCut);
        }
    }

    private static ValueTask<FlushResult> WriteAsync(GatewayCall call, UpstreamAnswer answer, PooledBytes body, int sent)
    {
        if (answer.Passage.NeedsWhole)
        {
            body.Clear();
            answer.Passage.WriteWhole(call.Tokens, body);
        }

        var response = call.Http.Response;
        if (!response.HasStarted)
        {
            Begin(call, answer);
            response.ContentLength = body.Length;
        }

        response.BodyWriter.Write(body.Span[sent..]);
        return response.BodyWriter.FlushAsync(call.Http.RequestAborted);
    }

    // Half an answer is not JSON, so its text is not found: then by its length.
    private static long Counted(in AnswerFacts facts, PooledBytes body) => facts.IsReadable ? facts.CountedTokens : body.Length / 4;

    private static async ValueTask<int> SendAsync(GatewayCall call, UpstreamAnswer answer, PooledBytes body, int sent, CancellationToken cancellationToken)
    {
        if (!call.Http.Response.HasStarted)
        {
            Begin(call, answer);
            call.Http.Response.ContentLength = answer.Response.Content.Headers.ContentLength;
        }

        call.Http.Response.BodyWriter.Write(body.Span[sent..]);
        await call.Http.Response.BodyWriter.FlushAsync(cancellationToken);
        return body.Length;
    }

    private static void Begin(GatewayCall call, UpstreamAnswer answer)
    {
        var response = call.Http.Response;
        response.StatusCode = (int)answer.Response.StatusCode;
        response.ContentType = answer.Passage.ContentType(answer.Response);
        AnswerHead.Write(call);
    }

    private static Refusal Failed(CallEnd end, string provider) => end switch
    {
        CallEnd.KeyRevoked => new Refusal(RefusalKind.KeyRevoked, "This API key was revoked while the request ran."),
        CallEnd.ClientDisconnected => new Refusal(RefusalKind.ClientGone, "The client closed the connection."),
        CallEnd.TimedOut => new Refusal(RefusalKind.UpstreamTimeout, $"The provider {provider} took too long to answer. Try again, or ask for less."),
        CallEnd.UpstreamError => new Refusal(RefusalKind.UpstreamFailed, $"The provider {provider} gave an answer that cannot be read. Nothing was charged; try again."),
        _ => new Refusal(RefusalKind.UpstreamCut, $"The connection to the provider {provider} broke in the middle of its answer. Try again."),
    };
}
