using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>A request was not answered in time; heard inside the transaction that notes it.</summary>
public sealed record RequestOverdue(Guid RequestId, string Number, DateOnly DueOn);

/// <summary>Reminds of one request those whose day it is.</summary>
internal sealed partial class RequestWatch(
    StaffRoles staff, Outbox outbox, RequestPost post, RequestStarter starter, IServiceProvider services, IStringLocalizer<PrivacyText> T,
    ILogger<RequestWatch> log)
{
    /// <summary>In the caller's transaction. Returns whether anybody was.</summary>
    public async Task<bool> RemindAsync(PortalDb db, DataSubjectRequest request, DateOnly today, CancellationToken cancellationToken)
    {
        var who = RequestReminders.Between(request.ReceivedOn, request.DueOn, request.RemindedOn, today);
        request.Remind(today);
        if (who.HasFlag(Reminded.Person))
        {
            await post.TellStateAsync(db, request, cancellationToken);
        }

        if (who.HasFlag(Reminded.Overdue))
        {
            await starter.NoteAsync(db, "privacy.request_overdue", request, null, cancellationToken);
            LogOverdue(request.Number, request.DueOn);
            foreach (var listener in services.GetServices<IListen<RequestOverdue>>())
            {
                await listener.HearAsync(new RequestOverdue(request.Id, request.Number, request.DueOn), db, cancellationToken);
            }
        }

        await TellStaffAsync(db, request, who, cancellationToken);
        return who is not Reminded.Nobody;
    }

    private async Task TellStaffAsync(PortalDb db, DataSubjectRequest request, Reminded who, CancellationToken cancellationToken)
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
            await outbox.QueueAsync(db, person.UserId, person.Email, culture, InCulture.Write(culture, () => Letter(person, request, who)), cancellationToken);
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

    [LoggerMessage(LogLevel.Error, "Request {Number} was due on {DueOn} and is not answered.")]
    private partial void LogOverdue(string number, DateOnly dueOn);
}
