using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>An erasure as the privacy officer sees it.</summary>
public sealed record ErasureRow(Guid Id, string Number, ErasureKind Kind, ErasureState State, DateTimeOffset StartedAt, DateTimeOffset PurgeAt)
{
    public DateTimeOffset? EndedAt { get; init; }

    public int Failures { get; init; }

    public string? LastFailure { get; init; }

    /// <summary>Signed JSON; null until nothing is left.</summary>
    public string? Certificate { get; init; }
}

/// <summary>What the privacy officer does about erasures. Everything stands in the audit trail with its reason.</summary>
public sealed class ErasureDesk
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly IServiceScopeFactory _scopes;
    private readonly Erasures _erasures;
    private readonly AuditTrail _audit;

    internal ErasureDesk(IDbContextFactory<PortalDb> databases, IServiceScopeFactory scopes, Erasures erasures, AuditTrail audit) =>
        (_databases, _scopes, _erasures, _audit) = (databases, scopes, erasures, audit);

    /// <summary>Those that are open first, the next to be purged at the top.</summary>
    public async Task<IReadOnlyList<ErasureRow>> ListAsync(int most, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await db.Erasures.AsNoTracking().OrderBy(e => e.EndedAt != null).ThenByDescending(e => e.EndedAt).ThenBy(e => e.PurgeAt).Take(most)
            .Select(e => new ErasureRow(e.Id, e.Number, e.Kind, e.State, e.StartedAt, e.PurgeAt)
            {
                EndedAt = e.EndedAt, Failures = e.Failures, LastFailure = e.LastFailure, Certificate = e.Certificate,
            })
            .ToListAsync(cancellationToken);
    }

    /// <summary>A child below 13 was found: the account is locked now and gone within 72 hours .</summary>
    /// <returns>The erasure; or <c>privacy.nobody</c>, <c>privacy.erasure_runs</c>.</returns>
    public async Task<Outcome<BegunErasure>> RemoveChildAsync(string email, string reason, Guid by, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(email.Trim()) is not { } child)
        {
            return new Failure(FailureKind.NotFound, "privacy.nobody", "Nobody has an account with this address.");
        }

        var begun = await _erasures.BeginAsync(new NewErasure(child.Id, ErasureKind.UnderAge, by), cancellationToken);
        if (begun.Succeeded)
        {
            await NoteAsync("erasure.child_found", begun.Value.Number, child.Id, reason, by, cancellationToken);
        }

        return begun;
    }

    /// <summary>The report was wrong, or the person asked on another way than the link.</summary>
    public async Task<Failure?> TakeBackAsync(ErasureRow erasure, string reason, Guid by, CancellationToken cancellationToken)
    {
        var failure = await _erasures.TakeBackAsync(erasure.Id, by, cancellationToken);
        if (failure is null)
        {
            await NoteAsync("erasure.taken_back", erasure.Number, null, reason, by, cancellationToken);
        }

        return failure;
    }

    private Task NoteAsync(string action, string number, Guid? subject, string reason, Guid by, CancellationToken cancellationToken) => _audit.WriteAsync(
        new AuditNote(action, by) { SubjectId = subject, Target = number, Purpose = Purpose.LegalObligation, Reason = reason }, cancellationToken);
}
