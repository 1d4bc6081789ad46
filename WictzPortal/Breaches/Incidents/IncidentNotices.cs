using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Breaches;

/// <summary>Tells authorities and people of a breach, and keeps what proves it. A late notice needs its reason; a drill reaches nobody.</summary>
internal sealed class IncidentNotices(
    IDbContextFactory<PortalDb> databases, IncidentDesk desk, IncidentBook book, IncidentForms forms, BreachPost post, TimeProvider clock)
{
    private static readonly Failure WrongStep = new(FailureKind.Conflict, "breaches.wrong_step", "The incident does not stand where this step begins.");

    /// <summary>The report as it would go out now.</summary>
    public string Preview(Authority authority, IncidentFile file) =>
        forms.Write(authority, file, VersionOf(authority, file), clock.GetUtcNow());

    /// <summary>Keeps the report with its hash, as it was handed in on the authority's own form or website.</summary>
    public async Task<Failure?> ReportAsync(Guid id, Authority authority, string? lateBecause, Guid by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var file = (await book.FindAsync(id, cancellationToken))!;
        var which = authority == Authority.Board ? IncidentClock.Board : IncidentClock.Eu;
        if (file.Clocks.FirstOrDefault(c => c.Clock == which) is { IsRunning: true } running && running.IsMissedAt(now) && string.IsNullOrWhiteSpace(lateBecause))
        {
            return new Failure(FailureKind.Invalid, "breaches.late", "The time is over: say why the notice is late. The report prints it.");
        }

        var version = VersionOf(authority, file);
        var text = forms.Write(authority, file, version, now, lateBecause);
        var (stored, hash) = (await post.SealAsync(text, cancellationToken), SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return await desk.ChangeAsync(id, "breaches.reported", by, lateBecause, (db, incident) =>
        {
            if (incident.AwareAt is null || !incident.State.IsOpen
                || (authority == Authority.Board && !incident.State.MayBecome(incident.BoardAt is null ? IncidentState.BoardNotified : IncidentState.BoardFollowedUp)))
            {
                return WrongStep;
            }

            if (authority == Authority.Board)
            {
                incident.ReportToBoard(lateBecause, now);
            }
            else
            {
                incident.ReportToEu(lateBecause, now);
            }

            db.IncidentReports.Add(new IncidentReport(id, authority, version, stored, hash, by, now));
            return null;
        }, cancellationToken);
    }

    /// <summary>Writes to everybody on the frozen list, each in the own language. A drill writes to nobody.</summary>
    public async Task<Failure?> TellPeopleAsync(Guid id, string? lateBecause, Guid by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var file = (await book.FindAsync(id, cancellationToken))!;
        if (!file.Facts.TellsPeople)
        {
            return new Failure(
                FailureKind.Invalid, "breaches.letter", "The letter needs what happened and what people can do, in both languages, and the kinds of data.");
        }

        if (file.Incident.IdentifiedAt is null || !file.Incident.State.MayBecome(IncidentState.PeopleNotified))
        {
            return WrongStep;
        }

        if (file.Clocks.Single(c => c.Clock == IncidentClock.People).IsMissedAt(now) && string.IsNullOrWhiteSpace(lateBecause))
        {
            return new Failure(FailureKind.Invalid, "breaches.late", "The time is over: say why the notice is late. The report prints it.");
        }

        // One letter to a transaction: what a crash leaves unwritten is written by the next try, and nobody gets two.
        foreach (var person in file.People.Where(p => p.MailNumber is null && !p.IsUnreached))
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var row = await db.AffectedPeople.SingleAsync(p => p.IncidentId == id && p.UserId == person.UserId, cancellationToken);
            row.Write(file.Incident.IsDrill ? 0 : await post.WriteAsync(db, file, person.UserId, cancellationToken));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        post.Nudge();
        return await desk.ChangeAsync(id, "breaches.people_told", by, lateBecause, (_, incident) =>
        {
            incident.TellPeople(lateBecause, now);
            return null;
        }, cancellationToken);
    }

    /// <summary>Puts the notice on the website, for those that no mail reaches.</summary>
    public async Task<Failure?> PublishAsync(Guid id, Guid by, CancellationToken cancellationToken)
    {
        var file = (await book.FindAsync(id, cancellationToken))!;
        return !file.Facts.TellsPeople
            ? new Failure(
                FailureKind.Invalid, "breaches.letter", "The letter needs what happened and what people can do, in both languages, and the kinds of data.")
            : await desk.ChangeAsync(id, "breaches.published", by, null, (_, incident) =>
            {
                incident.Publish(clock.GetUtcNow());
                return incident.AwareAt is null ? WrongStep : null;
            }, cancellationToken);
    }

    /// <summary>Takes over from the outbox which letters arrived. Whoever has an unreached person on the list puts up the public notice.</summary>
    public async Task<int> TakeDeliveriesAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await db.AffectedPeople.Where(p => p.IncidentId == id && p.MailNumber > 0 && p.SentAt == null && !p.IsUnreached).ToListAsync(cancellationToken);
        var states = (await post.DeliveriesAsync(db, [.. waiting.Select(p => p.MailNumber!.Value)], cancellationToken)).ToDictionary(d => d.Number);
        foreach (var person in waiting)
        {
            if (states.TryGetValue(person.MailNumber!.Value, out var delivery) && delivery.State is not MailState.Queued)
            {
                person.Deliver(delivery.SentAt, delivery.State is MailState.Failed);
            }
        }

        return await db.SaveChangesAsync(cancellationToken);
    }

    private static int VersionOf(Authority authority, IncidentFile file) => file.Reports.Count(r => r.Authority == authority) + 1;
}

/// <summary>Writes the letters of a breach: the five things of decision 2019/271, without blame and without advertising.</summary>
internal sealed class BreachPost(
    AccountPost post, Outbox outbox, Vault vault, PortalAddress address, IOptions<ControllerOptions> controller, IStringLocalizer<BreachesText> T)
{
    public Task<long?> WriteAsync(PortalDb db, IncidentFile file, Guid userId, CancellationToken cancellationToken) => post.QueueToPersonAsync(
        db, userId, firstName => LetterOf(file, firstName), cancellationToken);

    public Task<IReadOnlyList<MailDelivery>> DeliveriesAsync(PortalDb db, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken) =>
        outbox.DeliveriesAsync(db, numbers, cancellationToken);

    public void Nudge() => post.Nudge();

    public async Task<Sealed> SealAsync(string text, CancellationToken cancellationToken) =>
        await vault.SealSecretAsync(IncidentBook.SecretUse, text, cancellationToken);

    public Task<string> OpenAsync(Sealed text, CancellationToken cancellationToken) => vault.OpenSecretAsync(IncidentBook.SecretUse, text, cancellationToken);

    /// <summary>In the caller's culture.</summary>
    public Letter LetterOf(IncidentFile file, string firstName)
    {
        var (facts, turkish) = (file.Facts, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "tr");
        var when = facts.BeganAt ?? file.Incident.AwareAt!.Value;
        return new Letter(
            "breaches.told", T["Your data was affected by an incident"], firstName.Length > 0 ? T["Hello {0},", firstName] : T["Hello,"],
            [
                turkish ? facts.PeopleTr : facts.PeopleEn,
                T["When: {0}", TimeZoneInfo.ConvertTime(when, CurrentUser.DefaultTimeZone).ToString("d MMMM yyyy HH:mm", CultureInfo.CurrentCulture)],
                T["Which data: {0}", string.Join(", ", facts.Categories.Select(category => BreachWords.Of(category, T)))],
                T["What may follow: {0}", facts.Consequences],
                T["What we have done: {0}", facts.MeasuresAfter],
                T["What you can do: {0}", turkish ? facts.AdviceTr : facts.AdviceEn],
                T["Questions: {0}", controller.Value.Email ?? address.Root],
            ],
            new LetterButton(T["Read it in the portal"], address.Of("/incidents")),
            T["You get this mail because the law asks us to tell you. Number {0}.", file.Incident.Number]);
    }
}
