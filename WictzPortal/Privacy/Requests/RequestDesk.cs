using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>The applicant wants nothing any more; heard inside the transaction.</summary>
internal sealed record RequestWithdrawn(Guid RequestId, Guid By);

/// <summary>The steps that officers and applicants take with a request. The caller checks that the person may take them.</summary>
internal sealed class RequestDesk(
    IDbContextFactory<PortalDb> databases, RequestStarter starter, RequestPost post, RequestIntake intake, Acknowledgement acknowledgement,
    IEnumerable<IListen<RequestWithdrawn>> listeners, Vault vault, TimeProvider clock)
{
    private static readonly Failure MovedOn = new(FailureKind.Conflict, "privacy.request_moved_on", "The request stands elsewhere by now. Look at it again.");

    /// <summary>An officer takes the request; work on it begins.</summary>
    public async Task<Failure?> BeginAsync(Guid id, Guid by, CancellationToken cancellationToken)
    {
        var failure = await StepAsync(id, RequestState.InProgress, "privacy.request_begun", by, null, (_, request) =>
        {
            request.Begin(by);
            return Task.FromResult<Failure?>(null);
        }, cancellationToken);
        if (failure is null)
        {
            await starter.RunAsync(id, cancellationToken);
        }

        return failure;
    }

    public Task<Failure?> HandToAsync(Guid id, Guid ownerId, Guid by, CancellationToken cancellationToken) =>
        StepAsync(id, null, "privacy.request_handed_over", by, null, (_, request) =>
        {
            if (!request.State.IsOpen)
            {
                return Task.FromResult<Failure?>(MovedOn);
            }

            request.HandTo(ownerId);
            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    /// <summary>Two months more (GDPR art. 12(3)); refused wherever the KVKK applies.</summary>
    /// <param name="because">For the person to read.</param>
    public Task<Failure?> ExtendAsync(Guid id, string because, Guid by, CancellationToken cancellationToken) =>
        StepAsync(id, RequestState.Extended, "privacy.request_extended", by, because, async (_, request) =>
        {
            if (request.Regimes != Regimes.Gdpr)
            {
                return new Failure(FailureKind.Conflict, "privacy.no_extension", "The KVKK knows no extension: the answer is due by {0}.", request.DueOn);
            }

            if (BusinessDays.DayOf(clock.GetUtcNow()) > request.DueOn)
            {
                return new Failure(FailureKind.Conflict, "privacy.extension_late", "The month is over: it can no longer be extended.");
            }

            request.Extend(await vault.SealAsync(id, because, cancellationToken), clock.GetUtcNow());
            return null;
        }, cancellationToken);

    /// <summary>What was begun for it and can still be stopped, stops.</summary>
    /// <param name="by">The applicant, or the officer whom the applicant told.</param>
    /// <param name="reason">How the officer knows.</param>
    public Task<Failure?> WithdrawAsync(Guid id, Guid by, CancellationToken cancellationToken, string? reason = null) =>
        StepAsync(id, RequestState.Withdrawn, "privacy.request_withdrawn", by, reason, async (db, request) =>
        {
            request.Withdraw(clock.GetUtcNow());
            foreach (var listener in listeners)
            {
                await listener.HearAsync(new RequestWithdrawn(id, by), db, cancellationToken);
            }

            return null;
        }, cancellationToken);

    /// <summary>Withdraws a request that asks for nothing else; one that asks for more stays with its officer.</summary>
    public async Task WithdrawSoleAsync(Guid id, RequestType type, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.RequestLines.AllAsync(l => l.RequestId != id || l.Type == type, cancellationToken))
        {
            await WithdrawAsync(id, by, cancellationToken);
        }
    }

    /// <param name="isConfirmed">Whether the applicant is content; else the time for complaints must be over.</param>
    public Task<Failure?> CloseAsync(Guid id, bool isConfirmed, Guid? by, CancellationToken cancellationToken) =>
        StepAsync(id, RequestState.Closed, "privacy.request_closed", by, null, (_, request) =>
        {
            var until = RequestClocks.ComplaintUntil(request.ReceivedOn, BusinessDays.DayOf(request.AnsweredAt!.Value));
            if (!isConfirmed && BusinessDays.DayOf(clock.GetUtcNow()) <= until)
            {
                return Task.FromResult<Failure?>(new Failure(
                    FailureKind.Conflict, "privacy.complaint_open", "The person may complain until {0}. Close it then, or when the person says to be content.", until));
            }

            request.Close(clock.GetUtcNow());
            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    /// <summary>New facts came: this request ends, and a new one goes on from it with a clock of its own.</summary>
    public async Task<Outcome<Guid>> ReopenAsync(Guid id, string facts, Guid by, CancellationToken cancellationToken)
    {
        var follower = Guid.Empty;
        var failure = await StepAsync(id, RequestState.Reopened, "privacy.request_reopened", by, facts, async (db, request) =>
        {
            var types = await db.RequestLines.Where(l => l.RequestId == id).Select(l => l.Type).ToListAsync(cancellationToken);
            var filed = await intake.FileAsync(db, new NewRequest(request.Channel, types)
            {
                UserId = request.UserId, Applicant = await post.ApplicantAsync(request, cancellationToken), Words = facts, Proven = request.ProvenLevel,
                Country = request.Country, Regimes = request.Regimes, Culture = request.Culture, RegisteredBy = by,
            }, cancellationToken);
            if (!filed.Succeeded)
            {
                return filed.Failure;
            }

            request.Reopen(clock.GetUtcNow());
            filed.Value.Follow(id);
            follower = filed.Value.Id;
            await starter.AdvanceAsync(db, filed.Value, cancellationToken);
            await acknowledgement.SendAsync(db, filed.Value, cancellationToken);
            return null;
        }, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        await starter.RunAsync(follower, cancellationToken);
        return follower;
    }

    /// <summary>The Board or another authority has written: 15 days for documents, 30 for its decision.</summary>
    public Task<Failure?> ComplainAsync(
        Guid id, AuthorityWish wish, string reference, DateOnly receivedOn, Guid by, CancellationToken cancellationToken) =>
        StepAsync(id, null, "privacy.authority_asked", by, null, (db, request) =>
        {
            if (reference.Trim() is not { Length: > 0 and <= AuthorityLetter.ReferenceLength } given || receivedOn > BusinessDays.DayOf(clock.GetUtcNow()))
            {
                return Task.FromResult<Failure?>(new Failure(
                    FailureKind.Invalid, "privacy.authority_reference", "Give the authority's file number, and the day its letter arrived."));
            }

            db.AuthorityLetters.Add(new AuthorityLetter(id, wish, given, receivedOn));
            if (request.State != RequestState.AuthorityComplaint)
            {
                request.Complain();
            }

            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    /// <summary>Our answer to the authority is out, or its decision carried out; with the last letter the request goes back to where it stood.</summary>
    public Task<Failure?> AnswerAuthorityAsync(Guid id, Guid letterId, string reference, Guid by, CancellationToken cancellationToken) =>
        StepAsync(id, null, "privacy.authority_answered", by, null, async (db, request) =>
        {
            var letters = await db.AuthorityLetters.Where(l => l.RequestId == id && l.DoneAt == null).ToListAsync(cancellationToken);
            if (reference.Trim() is not { Length: > 0 and <= AuthorityLetter.ReferenceLength } given || letters.Find(l => l.Id == letterId) is not { } letter)
            {
                return new Failure(FailureKind.Invalid, "privacy.authority_answer", "Give the number of our letter to the authority.");
            }

            letter.Finish(given, clock.GetUtcNow());
            if (letters.Count == 1 && request.State == RequestState.AuthorityComplaint)
            {
                request.Resume();
            }

            return null;
        }, cancellationToken);

    /// <summary>The letter went by post or registered e-mail.</summary>
    public Task<Failure?> RecordPostingAsync(Guid id, string reference, Guid by, CancellationToken cancellationToken) =>
        StepAsync(id, null, "privacy.letter_posted", by, null, async (db, _) =>
        {
            if (reference.Trim() is not { Length: > 0 and <= RequestLetter.ReferenceLength } given
                || await db.RequestLetters.SingleOrDefaultAsync(l => l.RequestId == id, cancellationToken) is not { } letter)
            {
                return new Failure(FailureKind.Invalid, "privacy.no_posting", "Give the number under which the letter went out.");
            }

            letter.SentByHand(given, clock.GetUtcNow());
            return null;
        }, cancellationToken);

    private async Task<Failure?> StepAsync(
        Guid id, RequestState? to, string action, Guid? by, string? reason, Func<PortalDb, DataSubjectRequest, Task<Failure?>> step,
        CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var request = (await db.LockCaseAsync(id, cancellationToken))?.Request;
        if (request is null || (to is { } next && !request.State.MayBecome(next)))
        {
            return MovedOn;
        }

        var before = request.State;
        if (await step(db, request) is { } failure)
        {
            return failure;
        }

        await db.SaveChangesAsync(cancellationToken);
        await starter.NoteAsync(db, action, request, by, cancellationToken, reason);
        if (request.State != before)
        {
            await post.TellStateAsync(db, request, cancellationToken, to is RequestState.Extended ? reason : null);
        }

        await transaction.CommitAsync(cancellationToken);
        post.Nudge();
        return null;
    }
}
