using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>The log of what was handed to authorities and courts: two approve, neither of whom asked, before anything is sent .</summary>
internal sealed class DisclosureBook(IDbContextFactory<PortalDb> databases, Vault vault, AuditTrail audit, TimeProvider clock)
{
    private const string SecretUse = "disclosures";

    private static readonly Failure Decided = new(FailureKind.Conflict, "breaches.disclosure_decided", "This disclosure does not wait for that any more.");

    public async Task<Outcome<Guid>> AskAsync(NewDisclosure wanted, CancellationToken cancellationToken)
    {
        string[] texts = [wanted.Authority, wanted.DocumentNumber, wanted.LegalBasis, wanted.Scope];
        if (texts.Any(string.IsNullOrWhiteSpace) || wanted.Authority.Length > Disclosure.AuthorityLength || wanted.DocumentNumber.Length > Disclosure.DocumentLength
            || wanted.LegalBasis.Length > Disclosure.AuthorityLength || wanted.Scope.Length > Disclosure.TextLength
            || wanted.Purpose is not (Purpose.LegalObligation or Purpose.LegalClaims) || wanted.SecretUntil <= clock.GetUtcNow())
        {
            return new Failure(FailureKind.Invalid, "breaches.disclosure", "Name the authority, its document, the article of the law and which data; a secrecy needs an end.");
        }

        var hidden = await vault.SealSecretAsync(SecretUse, wanted.UserId.ToString(), cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await db.Users.AnyAsync(u => u.Id == wanted.UserId, cancellationToken))
        {
            return new Failure(FailureKind.NotFound, "breaches.no_person", "There is no such person.");
        }

        var disclosure = new Disclosure(wanted, hidden, clock.GetUtcNow());
        db.Disclosures.Add(disclosure);
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, "disclosures.asked", disclosure, wanted.AskedBy, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return disclosure.Id;
    }

    /// <summary>The first or the second yes. Nobody says two of the three words.</summary>
    public Task<Failure?> ApproveAsync(Guid id, Guid by, CancellationToken cancellationToken) => ChangeAsync(id, "disclosures.approved", by, disclosure =>
    {
        if (disclosure.State is not (DisclosureState.Asked or DisclosureState.HalfApproved))
        {
            return Decided;
        }

        if (disclosure.AskedBy == by || disclosure.FirstApprover == by)
        {
            return new Failure(FailureKind.Forbidden, "breaches.second_person", "Somebody else of the staff must decide this.");
        }

        disclosure.Approve(by);
        return null;
    }, cancellationToken);

    public Task<Failure?> RefuseAsync(Guid id, Guid by, CancellationToken cancellationToken) => ChangeAsync(id, "disclosures.refused", by, disclosure =>
    {
        disclosure.Refuse(by);
        return disclosure.SentAt is null ? null : Decided;
    }, cancellationToken);

    /// <summary>Notes that it was sent, and whether the person was told; if not, why.</summary>
    /// <param name="hash">SHA-256 of what was sent, 64 hex digits.</param>
    public Task<Failure?> SendAsync(Guid id, string hash, bool isTold, string? notToldBecause, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(id, "disclosures.sent", by, disclosure =>
        {
            if (disclosure.State is not DisclosureState.Approved)
            {
                return new Failure(FailureKind.Conflict, "breaches.unapproved", "Two others must approve it first.");
            }

            if (hash.Trim().Length != 64 || !hash.Trim().All(char.IsAsciiHexDigit) || (!isTold && string.IsNullOrWhiteSpace(notToldBecause)))
            {
                return new Failure(FailureKind.Invalid, "breaches.sent", "Give the SHA-256 of what was sent, and say why the person was not told if so.");
            }

            if (isTold && disclosure.SecretUntil > clock.GetUtcNow())
            {
                return new Failure(FailureKind.Conflict, "breaches.secret", "A law forbids telling the person now.");
            }

            disclosure.Send(hash.Trim().ToLowerInvariant(), isTold ? clock.GetUtcNow() : null, isTold ? null : notToldBecause!.Trim(), clock.GetUtcNow());
            return null;
        }, cancellationToken);

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Disclosure>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Disclosures.AsNoTracking().OrderByDescending(d => d.Id).Take(200).ToListAsync(cancellationToken);
    }

    /// <summary>What need not be secret any more stands in the person's own answers from now on. Returns how many.</summary>
    public async Task<int> EndSecrecyAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var disclosure in await db.Disclosures.Where(d => d.UserId == null && d.SecretUntil <= now).ToListAsync(cancellationToken))
        {
            disclosure.EndSecrecy(Guid.Parse(await vault.OpenSecretAsync(SecretUse, disclosure.HiddenUserId, cancellationToken)));
        }

        return await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<Failure?> ChangeAsync(Guid id, string action, Guid by, Func<Disclosure, Failure?> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = db.Database.IsNpgsql() ? db.Disclosures.FromSql($"""SELECT * FROM disclosures WHERE "Id" = {id} FOR UPDATE""") : db.Disclosures.Where(d => d.Id == id);
        var disclosure = await rows.AsTracking().SingleAsync(cancellationToken);
        if (change(disclosure) is { } failure)
        {
            return failure;
        }

        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, action, disclosure, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    // Not under the person: a secret one must not show in what the person sees of the trail.
    private Task NoteAsync(PortalDb db, string action, Disclosure disclosure, Guid by, CancellationToken cancellationToken) =>
        audit.WriteAsync(db, new AuditNote(action, by) { Target = $"disclosure {disclosure.Id:N}", Purpose = disclosure.Purpose }, cancellationToken);
}
