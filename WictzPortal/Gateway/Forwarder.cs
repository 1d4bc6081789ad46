using Microsoft.Extensions.Options;
using WictzPortal.Models;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>
/// Step 4, forward: tries candidates until one answers, then carries its answer. Another one is tried only as long as nothing of an answer
/// has gone to the client; a keep-alive is not an answer.
/// </summary>
internal sealed class Forwarder(
    Router router, CircuitBreaker breaker, Pace pace, DeploymentHealth health, Attempt attempt, StreamRelay streams, BodyRelay bodies,
    IOptions<GatewayOptions> options)
{
    private static readonly Refusal NoneLeft = new(
        RefusalKind.ModelUnavailable, "Every provider of this model is resting after failures. Nothing was charged; try again shortly, or choose another model.");

    private static readonly Refusal NotAllowed = new(
        RefusalKind.RouteNotAllowed,
        "This account does not let its requests go to any provider of this model. Its owner can change that on the portal's page 'Data regions'.", "model");

    private static readonly Refusal Limited = new(
        RefusalKind.UpstreamRateLimited, "Every provider of this model limits this portal at the moment. Nothing was charged; wait and try again.");

    private static readonly Refusal NoStream = new(
        RefusalKind.UpstreamFailed, "The provider did not stream its answer although it was asked to. Nothing was charged; try again.");

    private static readonly Refusal NotServed = new(
        RefusalKind.ModelNotForEndpoint, "No provider of this model takes calls of this kind. The portal's page 'Models' tells what each model does.", "model");

    /// <summary>Leaves a refusal on the call where it failed before anything was sent.</summary>
    public async Task ForwardAsync(GatewayCall call)
    {
        var operation = call.Operation!;
        if (!router.Serves(call.Model!, operation))
        {
            call.Refusal = await AnsweredAsync(call, operation) ? null : NotServed;
            return;
        }

        if (!router.Allows(call))
        {
            call.Refusal = NotAllowed;
            return;
        }

        await using var client = call.Request.Streams ? new ClientStream(call) : null;
        var tried = new List<Candidate>(1);
        call.Refusal = NoneLeft;
        while (router.Next(call, tried) is { } candidate)
        {
            var began = call.Elapsed;
            tried.Add(candidate);
            (call.Deployment, call.Attempts) = (candidate.Deployment, (byte)tried.Count);
            call.Marks.Routed = call.Elapsed;
            using var limits = new CallLimits(call, options.Value.Timeouts, call.Key.OnDisconnect ?? options.Value.OnDisconnect);
            client?.Wait();
            var tryout = await attempt.RunAsync(call, candidate, limits);
            if (client is not null)
            {
                await client.ResumeAsync();
            }

            call.Marks.Answered = call.Elapsed;
            Tell(candidate, tryout, call.Elapsed - began);
            if (tryout.Answer is { } answer)
            {
                call.Refusal = null;
                using (answer)
                {
                    await RelayAsync(call, answer, client, limits);
                }

                return;
            }

            // That one provider cannot be told the request matters only where no other has failed at it.
            call.Refusal = tryout.Refusal!.Kind == RefusalKind.InvalidField && tried.Count > 1 ? call.Refusal : tryout.Refusal;
            call.FirstByte = null;
            call.Fail(new AttemptDraft(candidate.Deployment.Id, tryout.Refusal.ErrorCode, call.Elapsed - began));
            if (!tryout.MayRetry || call.Elapsed >= options.Value.Timeouts.Total)
            {
                return;
            }
        }

        if (tried.Count == 0 && router.LimitedFor(call) is { } wait)
        {
            call.Refusal = Limited with { RetryAfter = wait };
        }
    }

    private static async Task<bool> AnsweredAsync(GatewayCall call, Operation operation)
    {
        using var body = new PooledBytes(1024);
        if (!operation.TryAnswer(call, body))
        {
            return false;
        }

        var response = call.Http.Response;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers["server-timing"] = call.Marks.ToHeader();
        await response.Body.WriteAsync(body.Memory, call.Http.RequestAborted);
        return true;
    }

    private Task RelayAsync(GatewayCall call, UpstreamAnswer answer, ClientStream? client, CallLimits limits)
    {
        if (answer.Stream is not null)
        {
            return client is null ? StreamUnaskedAsync(call, answer, limits) : streams.RunAsync(call, answer, client, limits);
        }

        if (call.Http.Response.HasStarted)
        {
            call.Refusal = NoStream;      // after a keep-alive a plain answer has no place any more
            return Task.CompletedTask;
        }

        return bodies.RunAsync(call, answer, limits);
    }

    private async Task StreamUnaskedAsync(GatewayCall call, UpstreamAnswer answer, CallLimits limits)
    {
        await using var client = new ClientStream(call);
        await streams.RunAsync(call, answer, client, limits);
    }

    private void Tell(Candidate candidate, in Attempted tryout, TimeSpan took)
    {
        var deployment = candidate.Deployment.Id;
        if (tryout.Answer is not null)
        {
            breaker.Succeeded(deployment);
            health.Answered(deployment, took);
            pace.Learn(deployment, took);
        }
        else if (tryout.IsFault && candidate.Provider.CanBeUnwell)
        {
            breaker.Failed(deployment);
            health.Failed(deployment);
        }
        else if (tryout.Refusal is { Kind: RefusalKind.UpstreamRateLimited, RetryAfter: { } wait } && candidate.Provider.CanBeUnwell)
        {
            breaker.Rest(candidate, wait);
        }

        if (tryout.Refusal?.Kind == RefusalKind.UpstreamRateLimited)
        {
            health.Limited(deployment);
        }
    }
}
