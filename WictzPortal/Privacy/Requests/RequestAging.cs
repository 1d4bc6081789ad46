using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>What time does to requests by itself.</summary>
internal sealed class RequestAging(
    IDbContextFactory<PortalDb> databases, RequestDesk desk, RequestPost post, AnswerPress press, Outbox outbox, TimeProvider clock)
{
    private static readonly TimeSpan ProofsKept = TimeSpan.FromDays(30);

    /// <summary>Nobody proved within 25 days who asks: refused with the reason R-ID.</summary>
    public async Task<int> RefuseUnprovenAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var asked = today.AddDays(-RequestClocks.IdentityDays);
        var refused = 0;
        foreach (var id in await IdsAsync(r => r.State == RequestState.AwaitingIdentity && r.IdentityAskedOn <= asked, cancellationToken))
        {
            await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            {
                foreach (var line in await db.RequestLines.Where(l => l.RequestId == id).ToListAsync(cancellationToken))
                {
                    line.Decide(RequestOutcome.Rejected, RefusalReason.Identity, null, null, clock.GetUtcNow());
                }

                await db.SaveChangesAsync(cancellationToken);
            }

            refused += await press.AnswerAsync(id, null, cancellationToken) is null ? 1 : 0;
        }

        return refused;
    }

    /// <summary>What became of the letters that were mailed.</summary>
    public async Task<int> NoteDeliveriesAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var letters = await db.RequestLetters.Where(l => l.Delivery == LetterDelivery.Queued && l.MailNumber != null).ToListAsync(cancellationToken);
        var mails = await outbox.DeliveriesAsync(db, [.. letters.Select(l => l.MailNumber!.Value)], cancellationToken);
        foreach (var mail in mails)
        {
            letters.Single(l => l.MailNumber == mail.Number).Note(mail);
        }

        await db.SaveChangesAsync(cancellationToken);
        return mails.Count(mail => mail.State != MailState.Queued);
    }

    /// <summary>Closes what was answered, once nobody can complain any more.</summary>
    public async Task<int> CloseAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var closed = 0;
        var before = today.AddDays(-30);
        foreach (var id in await IdsAsync(r => r.State == RequestState.Answered && r.ReceivedOn < before, cancellationToken))
        {
            closed += await desk.CloseAsync(id, isConfirmed: false, null, cancellationToken) is null ? 1 : 0;
        }

        return closed;
    }

    /// <summary>Deletes what proved the identity, 30 days after the end.</summary>
    public async Task<int> ForgetProofsAsync(CancellationToken cancellationToken)
    {
        var ended = clock.GetUtcNow() - ProofsKept;
        var due = await IdsAsync(r => r.EndedAt <= ended && r.ProofsForgottenAt == null, cancellationToken);
        foreach (var id in due)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var request = await db.DataSubjectRequests.SingleAsync(r => r.Id == id, cancellationToken);
            var applicant = await post.ApplicantAsync(request, cancellationToken);
            var kept = applicant is null ? request.Applicant : await post.SealAsync(id, applicant with { IdNumber = null }, cancellationToken);
            request.ForgetProofs(kept, clock.GetUtcNow());
            db.RequestDocuments.RemoveRange(await db.RequestDocuments
                .Where(d => d.RequestId == id && d.Kind == DocumentKind.Identity).ToListAsync(cancellationToken));
            await db.SaveChangesAsync(cancellationToken);
        }

        return due.Count;
    }

    private async Task<List<Guid>> IdsAsync(
        System.Linq.Expressions.Expression<Func<DataSubjectRequest, bool>> which, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.DataSubjectRequests.Where(which).OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
    }
}
