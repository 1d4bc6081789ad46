using System.Buffers;
using Microsoft.Extensions.Options;
using WictzPortal.Keys;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>
/// Carries a stream to the client: what arrives goes out with one flush per read, the end is held until the call is settled, and whatever
/// breaks it ends it with an error event instead of <c>[DONE]</c>.
/// </summary>
internal sealed class StreamRelay(Meter meter, Purses purses, IOptions<GatewayOptions> options)
{
    public async Task RunAsync(GatewayCall call, UpstreamAnswer answer, ClientStream client, CallLimits limits)
    {
        var stream = answer.Stream!;
        client.Begin();
        var output = new Listener(client, (call.Key.OnDisconnect ?? options.Value.OnDisconnect) == DisconnectPolicy.Drain);
        var end = CallEnd.Completed;
        try
        {
            var news = stream.Begin(output.Sink);
            while (true)
            {
                if (news == StreamNews.SettleNow)
                {
                    await SettleAsync(call, stream, output, CallEnd.Completed);
                    stream.End(call.Tokens, output.Sink);
                    news = stream.Pump(output.Sink);
                    continue;
                }

                if (news == StreamNews.Error || (stream.CountedTokens > call.ReservedOutput && !await HasCreditAsync(call, stream, limits.Token)))
                {
                    end = news == StreamNews.Error ? CallEnd.UpstreamError : CallEnd.CreditSpent;
                    call.Refusal = news == StreamNews.Error ? MidStream(call) : call.Refusal ?? Spent();
                    break;
                }

                await output.FlushAsync(limits.Token);
                if (!await FillAsync(answer, client, limits))
                {
                    end = await DrainedAsync(call, stream, output);
                    break;
                }

                news = stream.Pump(output.Sink);
            }
        }
        catch (OperationCanceledException)
        {
            end = output.IsGone ? CallEnd.ClientDisconnected : limits.Reason();
            call.Refusal = Stopped(end, call);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            end = CallEnd.UpstreamCut;
            call.Refusal = Cut(call);
        }

        await EndAsync(call, stream, client, output, end);
    }

    private async Task SettleAsync(GatewayCall call, AnswerStream stream, Listener output, CallEnd end)
    {
        call.Usage = stream.Usage.IsEmpty ? null : stream.Usage;
        call.CountedOutput = stream.CountedTokens;
        await meter.SettleAsync(call, output.IsGone ? CallEnd.ClientDisconnected : end);
    }

    // The provider has closed its side: was that the end of the answer, or was it cut?
    private async Task<CallEnd> DrainedAsync(GatewayCall call, AnswerStream stream, Listener output)
    {
        stream.Events.Complete();
        var news = stream.Pump(output.Sink);
        if (news == StreamNews.Error || !stream.IsWhole)
        {
            call.Refusal = news == StreamNews.Error ? MidStream(call) : Cut(call);
            return news == StreamNews.Error ? CallEnd.UpstreamError : CallEnd.UpstreamCut;
        }

        if (!call.IsSettled)
        {
            await SettleAsync(call, stream, output, CallEnd.Completed);
            stream.End(call.Tokens, output.Sink);
        }

        return CallEnd.Completed;
    }

    private async Task EndAsync(GatewayCall call, AnswerStream stream, ClientStream client, Listener output, CallEnd end)
    {
        await client.ResumeAsync();
        await SettleAsync(call, stream, output, end);      // does nothing when settled already
        if (call.Http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (call.Refusal is { } refusal)
        {
            stream.Fail(call, refusal, output.Sink);
        }
        else
        {
            stream.Release(output.Sink);
        }

        await output.FlushAsync(call.Http.RequestAborted);
    }

    private static async ValueTask<bool> FillAsync(UpstreamAnswer answer, ClientStream client, CallLimits limits)
    {
        var events = answer.Stream!.Events;
        limits.AwaitNext();
        var reading = answer.Body.ReadAsync(events.GetMemory(), limits.Token);
        int read;
        if (reading.IsCompleted)
        {
            read = await reading;
        }
        else
        {
            client.Wait();
            try
            {
                read = await reading;
            }
            finally
            {
                await client.ResumeAsync();
            }
        }

        events.Advance(read);
        return read > 0 && events.Waiting < AnswerStream.LongestEventBytes;
    }

    // The cap inside the stream: an answer that outgrows its reservation reserves another slice, or ends.
    private async ValueTask<bool> HasCreditAsync(GatewayCall call, AnswerStream stream, CancellationToken cancellationToken)
    {
        while (stream.CountedTokens > call.ReservedOutput)
        {
            var slice = Math.Max(1024, call.ReservedOutput);
            var price = call.Model!.Price!.WorstCase(0, slice).Micros;
            if (!call.IsSettled && call.Hold is { } hold && await hold.ExtendAsync(price, call.Clock.GetUtcNow()) is { } limit)
            {
                call.Refusal = LimitRefusals.InStream(limit, call.Clock.GetUtcNow());
                return false;
            }

            if (!await purses.ExtendAsync(call.Reservation!, price, cancellationToken))
            {
                return call.IsSettled;
            }

            call.ReservedOutput += slice;
        }

        return true;
    }

    private static Refusal Spent() => new(RefusalKind.CreditSpent, "The account's credit is used up, so the answer ends here. Top up the account on the portal.");

    private static Refusal MidStream(GatewayCall call) => new(
        RefusalKind.UpstreamFailed, $"The provider {Name(call)} reported an error in the middle of its answer. What came until then is charged; try again.");

    private static Refusal Cut(GatewayCall call) => new(
        RefusalKind.UpstreamCut, $"The connection to the provider {Name(call)} broke in the middle of its answer. What came until then is charged; try again.");

    private static Refusal Stopped(CallEnd end, GatewayCall call) => end switch
    {
        CallEnd.KeyRevoked => new Refusal(RefusalKind.KeyRevoked, "This API key was revoked while the answer was on its way."),
        CallEnd.ClientDisconnected => new Refusal(RefusalKind.ClientGone, "The client closed the connection."),
        _ => new Refusal(
            RefusalKind.UpstreamTimeout, $"The provider {Name(call)} fell silent or took too long in the middle of its answer. What came until then is charged; try again."),
    };

    private static string Name(GatewayCall call) => call.Deployment!.Provider.Name;

    /// <summary>The client as long as it listens; after that nobody, while the rest is drained for its figures.</summary>
    private sealed class Listener(ClientStream client, bool drains)
    {
        private readonly ArrayBufferWriter<byte> _nobody = new();

        public bool IsGone { get; private set; }

        public IBufferWriter<byte> Sink => IsGone ? _nobody : client.Output;

        public async ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            _nobody.ResetWrittenCount();
            if (!IsGone && !await client.FlushAsync(cancellationToken))
            {
                IsGone = true;
                if (!drains)
                {
                    throw new OperationCanceledException("The client is gone.");
                }
            }
        }
    }
}
