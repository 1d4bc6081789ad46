using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Invoices;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Answers a request: writes and prints the letter, keeps it with its hash, mails it, all or nothing.</summary>
internal sealed class AnswerPress(
    IDbContextFactory<PortalDb> databases, AnswerLetters letters, PaperPrinter printer, RequestPost post, AuditTrail audit, TimeProvider clock)
{
    /// <param name="by">The officer; null where the portal answers.</param>
    /// <returns>Null; or why the answer cannot go out yet.</returns>
    public async Task<Failure?> AnswerAsync(Guid requestId, Guid? by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = await letters.WriteAsync(requestId, now, cancellationToken);
        if (!before.Succeeded)
        {
            return before.Failure;
        }

        // Seconds of printing, while nothing is locked.
        var pdf = await printer.PrintAsync(before.Value.Number, requestId, before.Value.Html, isArchive: false, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockCaseAsync(requestId, cancellationToken) is not { } found || !found.Request.State.MayBecome(RequestState.Answered))
        {
            return new Failure(FailureKind.Conflict, "privacy.request_over", "The request is not being worked on.");
        }

        var html = await letters.WriteAsync(found, now, cancellationToken);
        if (!html.Succeeded || html.Value.Html != before.Value.Html)
        {
            return html.Failure ?? new Failure(FailureKind.Conflict, "privacy.changed_meanwhile", "Somebody has changed the request meanwhile. Look at it again.");
        }

        found.Request.Answer(found, now);
        var letter = await letters.SealAsync(requestId, html.Value.Html, pdf, now, cancellationToken);
        db.RequestLetters.Add(letter);
        if (await post.AnswerAsync(db, found.Request, AnswerLetters.ReferenceOf(requestId), cancellationToken) is { } mail)
        {
            letter.Mail(mail);
        }

        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            db, new AuditNote("privacy.request_answered", by) { SubjectId = found.Request.UserId, Target = found.Request.Number }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        post.Nudge();
        return null;
    }
}
