using System.Net;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>An answer that has begun: a 2xx whose first bytes are here.</summary>
internal sealed class UpstreamAnswer(HttpResponseMessage response, Stream body, Passage passage, AnswerStream? stream) : IDisposable
{
    public HttpResponseMessage Response { get; } = response;

    public Stream Body { get; } = body;

    public Passage Passage { get; } = passage;

    /// <summary>Set when the answer is a stream of events; its first event is inside already.</summary>
    public AnswerStream? Stream { get; } = stream;

    public void Dispose()
    {
        Response.Dispose();      // an answer that was not read to its end takes its connection with it
        Stream?.Dispose();
    }
}

/// <summary>What one attempt came to: an answer, or a refusal with whether another candidate may do better.</summary>
internal readonly record struct Attempted(UpstreamAnswer? Answer, Refusal? Refusal, bool MayRetry, bool IsFault, CallEnd? Ended);

/// <summary>One try of one deployment, up to the first bytes of its answer.</summary>
internal sealed class Attempt(Upstreams upstreams, Meter meter)
{
    private static readonly Refusal Gone = new(RefusalKind.ClientGone, "The client closed the connection before the answer began.");

    public Task<Attempted> RunAsync(GatewayCall call, Candidate candidate, CallLimits limits)
    {
        var (load, refusal) = candidate.Carrier.Prepare(call, candidate.Deployment);
        return load is { } ready ? SendAsync(call, candidate, ready, limits) : Task.FromResult(Failed(refusal!, mayRetry: true, isFault: false));
    }

    private async Task<Attempted> SendAsync(GatewayCall call, Candidate candidate, Load load, CallLimits limits)
    {
        var provider = candidate.Deployment.Provider.Name;
        HttpResponseMessage? response = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = load.Content };
            candidate.Provider.Address(request, call, candidate);
            meter.Open(call);
            limits.AwaitFirstByte();
            response = await upstreams.Of(candidate).SendAsync(request, limits.Token);
            if (!response.IsSuccessStatusCode)
            {
                var told = await UpstreamRefusal.FromAsync(response, provider, limits.Token);
                var (isOurs, isClients) = (told.Kind == RefusalKind.UpstreamMisconfigured, told.Kind == RefusalKind.UpstreamRejected);
                return Failed(
                    told, isOurs || (!isClients && UpstreamRefusal.MayRetry(response.StatusCode)),
                    isOurs || (!isClients && UpstreamRefusal.IsFault(response.StatusCode)));
            }

            if (await UpstreamBody.OpenAsync(response.Content, limits.Token) is not { } body)
            {
                return Failed(UpstreamRefusal.From((int)HttpStatusCode.BadGateway, provider, null, null, null), mayRetry: true, isFault: true);
            }

            var opened = await OpenAsync(call, response, body, load.Passage, limits);
            response = opened.Answer is null ? response : null;
            return opened;
        }
        catch (OperationCanceledException) when (limits.Token.IsCancellationRequested)
        {
            return Canceled(limits.Reason(), provider);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            return Failed(Unreachable(exception, provider), mayRetry: true, isFault: true);
        }
        finally
        {
            response?.Dispose();
        }
    }

    // A stream may open with an error although its status is 200; then another deployment may still do better.
    private static async ValueTask<Attempted> OpenAsync(
        GatewayCall call, HttpResponseMessage response, Stream body, Passage passage, CallLimits limits)
    {
        var provider = call.Deployment!.Provider.Name;
        if (!UpstreamBody.IsStreamOfEvents(response.Content))
        {
            call.FirstByte ??= call.Elapsed;
            return new Attempted(new UpstreamAnswer(response, body, passage, null), null, false, false, null);
        }

        var stream = new AnswerStream(passage);
        var handedOver = false;
        try
        {
            var read = await body.ReadAsync(stream.Events.GetMemory(), limits.Token);
            call.FirstByte ??= call.Elapsed;
            stream.Events.Advance(read);
            while (read > 0 && stream.Open() is null && stream.Events.Waiting < AnswerStream.LongestEventBytes)
            {
                limits.AwaitNext();
                read = await body.ReadAsync(stream.Events.GetMemory(), limits.Token);
                stream.Events.Advance(read);
            }

            switch (stream.Open())
            {
                case null:
                    return Failed(Lost(provider), mayRetry: true, isFault: true);
                case StreamNews.Error:
                    return Failed(UpstreamRefusal.From(502, provider, null, null, null), mayRetry: true, isFault: true);
            }

            handedOver = true;
            return new Attempted(new UpstreamAnswer(response, body, passage, stream), null, false, false, null);
        }
        finally
        {
            if (!handedOver)
            {
                stream.Dispose();
            }
        }
    }

    private static Attempted Canceled(CallEnd reason, string provider) => reason switch
    {
        CallEnd.KeyRevoked => new Attempted(null, new Refusal(RefusalKind.KeyRevoked, "This API key was revoked while the request ran."), false, false, reason),
        CallEnd.ClientDisconnected => new Attempted(null, Gone, false, false, reason),
        _ => new Attempted(
            null, new Refusal(RefusalKind.UpstreamTimeout, $"The provider {provider} did not begin its answer in time. Try again, or ask for less."), true, true, reason),
    };

    private static Attempted Failed(Refusal refusal, bool mayRetry, bool isFault) => new(null, refusal, mayRetry, isFault, null);

    private static Refusal Lost(string provider) => new(
        RefusalKind.UpstreamCut, $"The provider {provider} closed the connection without an answer. Nothing was charged; try again.");

    private static Refusal Unreachable(Exception exception, string provider) => exception is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or IOException
        ? Lost(provider)
        : new Refusal(RefusalKind.UpstreamUnreachable, $"The provider {provider} cannot be reached. Nothing was charged; try again later.");
}
