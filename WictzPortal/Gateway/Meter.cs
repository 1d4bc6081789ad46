using System.Runtime.CompilerServices;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>Step 5, meter: rates what a call used, settles it exactly once, and writes its row of the request log.</summary>
internal sealed class Meter(Settlement settlement, RequestLog requestLog, GatewayMetrics metrics)
{
    /// <summary>Before the first byte to a provider: whatever happens from here on, the call will be accounted for.</summary>
    public void Open(GatewayCall call)
    {
        if (call.IsOpened || call.Reservation is null)
        {
            return;
        }

        call.IsOpened = true;
        var price = call.Model!.Price!;
        var tokens = default(ReportedUsage).ToTokens(call.Request.LikelyInputTokens, 0);
        settlement.Open(new UsageDraft(
            call.Id, call.At, call.Key.AccountNumber, call.Key.Id, call.Model.Id, call.Deployment!.Id, price.VersionId,
            tokens, price.CostOf(tokens), CallEnd.PortalStopped, Estimated: true, call.Request.Streams, call.Attempts));
    }

    /// <summary>
    /// Durable when the task completes; only then may the last bytes of the answer go. Where that takes too long the connection is broken
    /// instead, and the record stays queued.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SettleAsync(GatewayCall call, CallEnd end)
    {
        if (call.IsSettled || call.Reservation is not { } reservation)
        {
            return;
        }

        call.IsSettled = true;
        var usage = call.Usage ?? default;
        call.Tokens = usage.ToTokens(call.Request.LikelyInputTokens, call.CountedOutput);
        call.Units = usage.Units;
        call.Cost = call.Model!.Price!.CostOf(call.Tokens, call.Units);
        var draft = new UsageDraft(
            call.Id, call.At, call.Key.AccountNumber, call.Key.Id, call.Model.Id, call.Deployment!.Id, call.Model.Price.VersionId,
            call.Tokens, call.Cost, end, usage is not { IsComplete: true, IsEstimated: false }, call.Request.Streams, call.Attempts)
        {
            Units = call.Units,
            WasOpened = call.IsOpened,
        };
        var settling = settlement.SettleAsync(reservation, draft);
        if (end == CallEnd.ClientDisconnected)
        {
            call.EndHold();
            _ = ObserveAsync(settling);      // nobody waits for the last bytes; the record is written all the same
            return;
        }

        try
        {
            call.Cost = (await settling).Charged;
        }
        catch (Exception exception)
        {
            // Not to be taken for a provider that broke off: the last bytes must stay here.
            call.IsHeldBack = true;
            throw new InvalidOperationException("The record of this call is not durable.", exception);
        }

        call.EndHold();
        call.Marks.Settled = call.Elapsed;
    }

    /// <summary>The end of every call to a model, however it went: nothing stays reserved.</summary>
    public void End(GatewayCall call, int status)
    {
        if (!call.IsSettled && call.Reservation is { } reservation)
        {
            settlement.Release(reservation);
        }

        Close(call);
        var elapsed = call.Elapsed;
        metrics.Ended(call, elapsed);
        if (call.Key is not { } key)
        {
            return;
        }

        var http = call.Http;
        requestLog.TryWrite(new RequestLogDraft(
            call.Id, call.At, key.AccountId, key.AccountNumber, key.Id, call.Model?.Id ?? 0, call.Deployment?.Id ?? 0, call.Route,
            status, call.Refusal?.ErrorCode, call.Request.Streams, elapsed, call.FirstByte, call.Tokens.TotalInput, call.Tokens.TotalOutput,
            call.Cost, key.LogsLeast ? null : http.Connection.RemoteIpAddress,
            key.LogsLeast ? ClientFamily.Other : ClientFamily.Of(http.Request.Headers.UserAgent), call.IsSettled)
        {
            FailedAttempts = call.FailedAttempts,
            Units = call.Units,
        });
    }

    // An answer that was held back for good stays open: its customer gets the charge back as after a crash.
    private void Close(GatewayCall call)
    {
        if (call is { IsOpened: true, IsHeldBack: false } && !(call.IsSettled && call.Request.Streams))
        {
            settlement.Close(call.Id);
        }
    }

    private static async Task ObserveAsync(ValueTask<Settled> settling)
    {
        try
        {
            await settling;
        }
        catch (Exception)
        {
            // The journal tells of its own failures, and closes the intake.
        }
    }
}
