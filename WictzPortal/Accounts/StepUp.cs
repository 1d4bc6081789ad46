using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>
/// Asks a signed-in person to prove once more who they are, before something that somebody else at the same device must not do: by
/// password, code or passkey, not longer than five minutes ago. A sign-in counts too.
/// </summary>
public sealed class StepUp(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>What a call is refused with where the proof is too old; pages lead to <see cref="PathTo"/> instead.</summary>
    public static readonly Failure Needed = new(FailureKind.Forbidden, "accounts.step_up_needed", "Confirm first that it is you.");

    /// <summary>The page that asks, and leads back.</summary>
    public static string PathTo(string returnUrl) => $"/step-up?returnUrl={Uri.EscapeDataString(returnUrl)}";

    public async Task<bool> IsFreshAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (userId, sessionId, oldest) = (user.UserId, user.SessionId, clock.GetUtcNow() - Lifetime);
        return await db.UserSessions.AnyAsync(
            s => s.Id == sessionId && s.UserId == userId && s.EndedAt == null && s.ProvenAt > oldest, cancellationToken);
    }

    /// <summary>The session has proven it now.</summary>
    internal async Task ProveAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (userId, sessionId, now, sessions) = (user.UserId, user.SessionId, clock.GetUtcNow(), db.UserSessions);
        await sessions.Where(s => s.Id == sessionId && s.UserId == userId && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.ProvenAt, now), cancellationToken);
    }
}
