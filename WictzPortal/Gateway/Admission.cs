using Microsoft.Extensions.Options;
using WictzPortal.Models;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>
/// Step 2, admit: is the model known and priced, can the call be settled, do the limits leave room for it, and is its worst case paid for.
/// </summary>
internal sealed class Admission(Catalog catalog, IntakeGate gate, Purses purses, IOptions<GatewayOptions> options)
{
    private static readonly Refusal NoCredit = new(
        RefusalKind.NoCredit,
        "The account's credit does not cover what this request may cost at most. Top it up on the portal, or ask for less: a shorter prompt, a smaller max_completion_tokens, fewer images.");

    private static readonly Refusal Unavailable = new(
        RefusalKind.Busy, "The gateway cannot look at the account's credit at this moment. Nothing was charged; try again.");

    /// <returns>A refusal; null when the money is reserved. Waits only where something has to be fetched first.</returns>
    public async ValueTask<Refusal?> AdmitAsync(GatewayCall call)
    {
        if (Check(call) is { } unfit)
        {
            return unfit;
        }

        var isCharged = call.Operation!.IsCharged;
        var (most, refusal) = isCharged ? call.Operation.Claim(call, options.Value.DefaultMaxOutputTokens) : default;
        if (refusal is not null)
        {
            return refusal;
        }

        var worst = isCharged ? call.Model!.Price!.WorstCase(most.Input, most.Output, most.Units).Micros : 0;
        if (await LimitAsync(call, most, worst, isCharged) is { } limited)
        {
            return limited;
        }

        if (isCharged)
        {
            var reserving = await purses.ReserveAsync(call.Key.AccountNumber, worst, call.Http.RequestAborted);
            if (reserving.Reservation is not { } reservation)
            {
                call.EndHold();      // before the headers tell what is left
                return reserving.IsUnavailable ? Unavailable : NoCredit;
            }

            (call.Reservation, call.ReservedOutput) = (reservation, most.Output);
        }

        call.Marks.Admitted = call.Elapsed;
        return null;
    }

    private Refusal? Check(GatewayCall call)
    {
        var name = call.Request.Model;
        if (catalog.Current.Find(name) is not { } model)
        {
            return new Refusal(
                RefusalKind.UnknownModel, "No model of this name is offered here. GET /v1/models lists them; the name must match exactly.", "model");
        }

        call.Model = model;
        if (call.Limits?.Applied.Forbids(model.Name) is { } source)
        {
            return LimitRefusals.Model(source);
        }

        if (Unfit(call.Operation!, model) is { } unfit)
        {
            return unfit;
        }

        if (!gate.IsOpen(out var retryAfter))
        {
            return new Refusal(RefusalKind.Busy, "The gateway takes no new requests at this moment. Nothing was charged; try again.", RetryAfter: retryAfter);
        }

        return null;
    }

    private async ValueTask<Refusal?> LimitAsync(GatewayCall call, Claim most, long worst, bool isCharged)
    {
        if (call.Limits is not { IsCounted: true } limits)
        {
            return null;
        }

        // Where the request states no maximum, its answer is usually far below what the model could write.
        var now = call.Clock.GetUtcNow();
        var input = call.Request.LikelyInputTokens;
        var stated = call.Request.MaxTokens.HasValue;
        var usual = Math.Min(most.Output, (long)options.Value.DefaultMaxOutputTokens * call.Request.Choices);
        var claim = new LimitClaim(stated ? input + most.Output : input, input + (stated ? most.Output : usual), worst, isCharged);
        var verdict = await limits.TakeAsync(claim, now);
        call.Hold = verdict.Hold;
        return verdict.Hold is null ? LimitRefusals.Of(verdict, claim, now) : null;
    }

    private static Refusal? Unfit(Operation operation, ModelEntry model) =>
        model.Kind != operation.Kind
            ? new Refusal(
                RefusalKind.ModelNotForEndpoint,
                $"This model is of the kind '{Word(model.Kind)}', and this address serves '{Word(operation.Kind)}'. The portal's page 'Models' tells what each model does.", "model")
        : model.Price is null
            ? new Refusal(RefusalKind.ModelWithoutPrice, "This model has no price at present, so it cannot be called. The operator of this portal has to enter one.", "model")
        : model.Deployments.Count == 0
            ? new Refusal(RefusalKind.ModelUnavailable, "This model cannot be reached at present: no provider of it is in service. Choose another, or try again later.", "model")
        : null;

    private static string Word(ModelKind kind) => kind.ToString().ToLowerInvariant();
}
