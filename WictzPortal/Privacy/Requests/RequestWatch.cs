using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>Reminds of one request, and of the letters of authorities about it, those whose day it is.</summary>
internal sealed partial class RequestWatch(
    StaffRoles staff, Outbox outbox, RequestPost post, RequestStarter starter, IStringLocalizer<PrivacyText> T, ILogger<RequestWatch> log)
{
    /// <summary>In the caller's transaction. Returns whether anybody was.</summary>
    public async Task<bool> RemindAsync(PortalDb db, DataSubjectRequest request, DateOnly today, CancellationToken cancellationToken)
    {
        var who = request.IsAwaited ? RequestReminders.Between(request.ReceivedOn, request.DueOn, request.RemindedOn, today) : Reminded.Nobody;
        foreach (var letter in await db.AuthorityLetters.Where(l => l.RequestId == request.Id && l.DoneAt == null).ToListAsync(cancellationToken))
        {
            who |= await RemindAsync(db, request, letter, today, cancellationToken);
        }

        request.Remind(today);
        if (who.HasFlag(Reminded.Person))
        {
            await post.TellStateAsync(db, request, cancellationToken);
        }

        if (who.HasFlag(Reminded.Overdue))
        {
            await starter.NoteAsync(db, "privacy.request_overdue", request, null, cancellationToken);
            LogOverdue(request.Number, request.DueOn);
        }

        await TellStaffAsync(db, request, who, person => Letter(person, request, who), cancellationToken);
        return who is not Reminded.Nobody;
    }

    // A letter that was written down late counts from the day it arrived.
    private async Task<Reminded> RemindAsync(
        PortalDb db, DataSubjectRequest request, AuthorityLetter letter, DateOnly today, CancellationToken cancellationToken)
    {
        var after = letter.ReceivedOn > request.RemindedOn ? letter.ReceivedOn : request.RemindedOn;
        var who = RequestReminders.OfAuthority(letter.DueOn, after, today);
        if (who.HasFlag(Reminded.Overdue))
        {
            LogOverdueLetter(request.Number, letter.DueOn);
        }

        await TellStaffAsync(db, request, who, person => Letter(person, request, letter, who), cancellationToken);
        return who & ~Reminded.Overdue;
    }

    private async Task TellStaffAsync(
        PortalDb db, DataSubjectRequest request, Reminded who, Func<StaffRow, Letter> write, CancellationToken cancellationToken)
    {
        if ((who & (Reminded.Owner | Reminded.Officer | Reminded.Management)) == Reminded.Nobody)
        {
            return;
        }

        var all = await staff.ListAsync(cancellationToken);
        var asked = all.Where(person =>
            (who.HasFlag(Reminded.Owner) && (request.OwnerId is { } owner ? person.UserId == owner : person.Roles.Contains(Roles.PrivacyOfficer)))
            || (who.HasFlag(Reminded.Officer) && person.Roles.Contains(Roles.PrivacyOfficer))
            || (who.HasFlag(Reminded.Management) && person.Roles.Contains(Roles.Administrator)));
        foreach (var person in asked)
        {
            var culture = await db.Users.Where(u => u.Id == person.UserId).Select(u => u.Culture).SingleAsync(cancellationToken);
            await outbox.QueueAsync(db, person.UserId, person.Email, culture, InCulture.Write(culture, () => write(person)), cancellationToken);
        }
    }

    private Letter Letter(StaffRow person, DataSubjectRequest request, Reminded who) => new(
        "privacy.request_reminder",
        who.HasFlag(Reminded.Overdue) ? T["Overdue: request {0}", request.Number] : T["Request {0} is due by {1}", request.Number, RequestWords.Day(request.DueOn)],
        T["Hello {0},", person.Name],
        [
            who.HasFlag(Reminded.Overdue)
                ? T["It should have been answered by {0}. Answer it today, and treat the delay as an incident.", RequestWords.Day(request.DueOn)]
                : T["It stands at: {0}.", T[RequestWords.Of(request.State)]],
        ],
        new LetterButton(T["Open the request"], post.AddressOf($"/admin/requests/{request.Number}")));

    private Letter Letter(StaffRow person, DataSubjectRequest request, AuthorityLetter letter, Reminded who) => new(
        "privacy.authority_reminder",
        who.HasFlag(Reminded.Overdue)
            ? T["Overdue: the authority's letter about request {0}", request.Number]
            : T["The authority's letter about request {0} is due by {1}", request.Number, RequestWords.Day(letter.DueOn)],
        T["Hello {0},", person.Name],
        [T["File number: {0}. Arrived on {1}, to be answered by {2}.", letter.Reference, RequestWords.Day(letter.ReceivedOn), RequestWords.Day(letter.DueOn)]],
        new LetterButton(T["Open the request"], post.AddressOf($"/admin/requests/{request.Number}")));

    [LoggerMessage(LogLevel.Error, "Request {Number} was due on {DueOn} and is not answered.")]
    private partial void LogOverdue(string number, DateOnly dueOn);

    [LoggerMessage(LogLevel.Error, "A letter of an authority about request {Number} was due on {DueOn} and is not answered.")]
    private partial void LogOverdueLetter(string number, DateOnly dueOn);
}
