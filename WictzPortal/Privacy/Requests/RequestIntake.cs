using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Takes requests in: number, clocks, and what is known of who asks.</summary>
internal sealed class RequestIntake(Fulfilments fulfilments, AuditTrail audit, Vault vault, TimeProvider clock)
{
    /// <summary>Files in the caller's transaction.</summary>
    public async Task<Outcome<DataSubjectRequest>> FileAsync(PortalDb db, NewRequest filed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await ApplicantAsync(db, filed, cancellationToken) is not { } applicant)
        {
            return new Failure(FailureKind.Invalid, "privacy.no_applicant", "Say who asks: a name, and an address to answer to.");
        }

        if (Refusal(filed, applicant, now) is { } failure)
        {
            return failure;
        }

        var types = filed.Types.Distinct().Order().ToList();
        var request = new DataSubjectRequest(
            await RequestNumbers.DrawAsync(db, now, cancellationToken), filed, types.Max(type => type.Needs), RunsItself(filed, types), now);
        request.Seal(
            await vault.SealAsync(request.Id, JsonSerializer.Serialize(applicant), cancellationToken), HashOf(applicant.Email),
            await vault.SealOptionalAsync(request.Id, filed.Words, cancellationToken));
        db.DataSubjectRequests.Add(request);
        foreach (var type in types)
        {
            var line = new RequestLine(request.Id, type);
            if (filed.IsDoneByCaller)
            {
                line.Start(now);
            }

            db.RequestLines.Add(line);
        }

        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            db, new AuditNote("privacy.request_filed", filed.RegisteredBy ?? filed.UserId) { SubjectId = filed.UserId, Target = request.Number },
            cancellationToken);
        return request;
    }

    /// <summary>As accounts keep it, so that an address finds its account.</summary>
    public string? HashOf(string? email) => string.IsNullOrWhiteSpace(email) ? null : vault.LookupHash(email.Trim().ToUpperInvariant());

    private bool RunsItself(NewRequest filed, IReadOnlyList<RequestType> types) => filed.IsDoneByCaller
        || types.All(type => type == RequestType.Confirmation || (type.StartsAtOnce && fulfilments.Of(type) is not null));

    private static Failure? Refusal(NewRequest filed, Applicant applicant, DateTimeOffset now) =>
        filed.Types.Count == 0
            ? new Failure(FailureKind.Invalid, "privacy.nothing_asked", "Choose at least one thing to ask for.")
        : filed.ReceivedAt > now
            ? new Failure(FailureKind.Invalid, "privacy.received_later", "A request cannot arrive in the future.")
        : filed.Words?.Length > DataSubjectRequest.WordsLength
            ? new Failure(FailureKind.Invalid, "privacy.words_long", "Say it in at most {0} characters.", DataSubjectRequest.WordsLength)
        : applicant.Email is null && applicant.Address is null
            ? new Failure(FailureKind.Invalid, "privacy.no_applicant", "Say who asks: a name, and an address to answer to.")
        : filed.IsDoneByCaller && (filed.UserId is null || filed.Types.Any(type => filed.Proven < type.Needs))
            ? new Failure(FailureKind.Forbidden, "privacy.not_proven", "Confirm first that it is you.")
        : null;

    private async Task<Applicant?> ApplicantAsync(PortalDb db, NewRequest filed, CancellationToken cancellationToken)
    {
        if (filed.Applicant is { Name.Length: > 0 } given)
        {
            return given;
        }

        if (filed.UserId is not { } userId
            || await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken) is not { } user)
        {
            return null;
        }

        var first = await vault.OpenAsync(user.Id, user.FirstName, Purpose.LegalObligation, cancellationToken);
        var last = await vault.OpenAsync(user.Id, user.LastName, Purpose.LegalObligation, cancellationToken);
        return new Applicant($"{first} {last}".Trim(), await vault.OpenAsync(user.Id, user.SealedEmail, Purpose.LegalObligation, cancellationToken));
    }
}
