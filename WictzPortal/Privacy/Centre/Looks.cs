using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>One look of the staff at a person's data.</summary>
/// <param name="Role">The staff roles of who looked; never who.</param>
internal sealed record Look(DateTimeOffset At, string Role, string Action, Purpose Purpose, string? Reason);

/// <summary>Tells a person which of the staff looked at the person's data, when and why.</summary>
internal sealed class Looks(IDbContextFactory<PortalDb> databases, Vault vault, AuditBrowser trail, IPersonScopes scopes, TimeProvider clock)
{
    private const int Read = 1000;

    /// <summary>The newest first, out of the latest entries about the person.</summary>
    public async Task<IReadOnlyList<Look>> OfAsync(Guid userId, int most, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(userId, cancellationToken);
        var roles = new RowReader(databases, vault, scope, clock.GetUtcNow());
        var entries = new List<AuditRow>();
        foreach (var id in scope.Ids)
        {
            entries.AddRange((await trail.ListAsync(null, id, 0, Read, cancellationToken)).Rows);
        }

        var looks = entries
            .Where(e => e is { ActorId: { } actor, SubjectId: { } subject, Purpose: not null } && actor != userId && scope.Ids.Contains(subject))
            .OrderByDescending(e => e.Number).Take(most).ToList();
        var known = await roles.RolesOfAsync([.. looks.Select(l => l.ActorId!.Value).Distinct()], cancellationToken);
        return [.. looks.Select(l => new Look(l.At, known[l.ActorId!.Value] ?? RowReader.SomebodyElse, l.Action, l.Purpose!.Value, l.Reason))];
    }
}
