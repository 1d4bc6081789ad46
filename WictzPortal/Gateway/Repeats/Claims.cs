using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Gateway;

/// <summary>
/// The idempotency keys of a day, for all nodes. Written before a call runs, only for calls that bear one: this is the one place where a
/// call waits for the database.
/// </summary>
internal sealed class Claims(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private static readonly Refusal Unsure = new(
        RefusalKind.Busy, "The gateway cannot look up Idempotency-Keys at this moment. Nothing was charged; try again with the same key.", RetryAfter: TimeSpan.FromSeconds(2));

    /// <returns>A refusal where the key was used within the last day.</returns>
    public async Task<Refusal?> TakeAsync(string key, GatewayCall call)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(call.Http.RequestAborted);
            var now = clock.GetUtcNow();
            if (await FindAsync(db, key, call.Http.RequestAborted) is not { } claim)
            {
                db.IdempotencyClaims.Add(new IdempotencyClaim(key, call.Id, now));
            }
            else if (claim.At > now - IdempotencyClaim.Kept)
            {
                return Used(claim.RequestId, call);
            }
            else
            {
                claim.Renew(call.Id, now);
            }

            await db.SaveChangesAsync(call.Http.RequestAborted);
            return null;
        }
        catch (DbUpdateException)
        {
            return await TakenElsewhereAsync(key, call);
        }
        catch (Exception exception) when (Outage.IsCauseOf(exception))
        {
            return Unsure;
        }
        catch (OperationCanceledException)
        {
            return new Refusal(RefusalKind.ClientGone, "The client closed the connection.");
        }
    }

    /// <summary>Nothing was charged: the key may be used again.</summary>
    public async Task ReleaseAsync(string key)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            await db.IdempotencyClaims.Where(c => c.Key == key).ExecuteDeleteAsync();
        }
        catch (Exception exception) when (Outage.IsCauseOf(exception))
        {
            // The claim stays: a repeat gets 409 instead of a second run, which is the safe side.
        }
    }

    // Another node was faster, or the database is away.
    private async Task<Refusal?> TakenElsewhereAsync(string key, GatewayCall call)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            return await FindAsync(db, key, CancellationToken.None) is { } claim ? Used(claim.RequestId, call) : Unsure;
        }
        catch (Exception exception) when (Outage.IsCauseOf(exception))
        {
            return Unsure;
        }
    }

    // A claim that is over a day old still has the key, until it is deleted.
    private static Task<IdempotencyClaim?> FindAsync(PortalDb db, string key, CancellationToken cancellationToken) =>
        db.IdempotencyClaims.IgnoreQueryFilters().AsTracking().SingleOrDefaultAsync(c => c.Key == key, cancellationToken);

    private static Refusal Used(Guid requestId, GatewayCall call)
    {
        call.Http.Response.Headers["x-original-request-id"] = requestId.ToString();
        return new Refusal(
            RefusalKind.RepeatedKey,
            $"This Idempotency-Key was used before, by request {requestId}. Nothing was sent or charged again, and no answer is kept to be repeated; that request is on the portal's page 'Usage'. Use a new key for a new request.",
            Repeats.Header);
    }
}
