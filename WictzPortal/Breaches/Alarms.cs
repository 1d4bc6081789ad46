using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Breaches;

/// <summary>
/// Writes to the privacy officers about clocks that run out or have, and about overdue controls, once each. What was written about stands in the audit trail, which is
/// the memory of it.
/// </summary>
internal sealed class Alarms(
    IDbContextFactory<PortalDb> databases, AuditBrowser known, AuditTrail audit, StaffPost post, PortalAddress address, IStringLocalizer<BreachesText> T)
{
    public const string Template = "breaches.alarm";

    /// <summary>Safe to repeat. Where runs were missed, only the reminder that is due last is sent.</summary>
    public async Task RemindAsync(IReadOnlyList<OpenClock> running, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var clock in running)
        {
            if (clock.Clock.ReminderAt(now) is { } hours)
            {
                // A corrected beginning makes another end, which is worth another reminder.
                await RaiseAsync(
                    "breaches.clock_reminded",
                    string.Create(CultureInfo.InvariantCulture, $"{clock.Number} {clock.Clock.Clock} {clock.Clock.DueAt.UtcDateTime:yyyy-MM-ddTHH:mmZ} -{hours}h"),
                    name => Letter(
                        name, T["Incident {0}: less than {1} hours are left", clock.Number, hours],
                        T["{0}: due {1}.", BreachWords.Of(clock.Clock.Clock, T), Time(clock.Clock.DueAt)],
                        $"/admin/privacy/incidents/{clock.IncidentId}"),
                    cancellationToken);
            }
        }
    }

    /// <summary>Safe to repeat. Returns how many were new.</summary>
    public async Task<int> RaiseAsync(IReadOnlyList<OpenClock> missed, IReadOnlyList<ControlRow> overdue, CancellationToken cancellationToken)
    {
        var raised = 0;
        foreach (var clock in missed)
        {
            raised += await RaiseAsync(
                "breaches.clock_missed", $"{clock.Number} {clock.Clock.Clock}",
                name => Letter(
                    name, T["Incident {0}: a clock has run out", clock.Number],
                    T["{0}: due {1}. Do it now; a late notice needs its reason.", BreachWords.Of(clock.Clock.Clock, T), Time(clock.Clock.DueAt)],
                    $"/admin/privacy/incidents/{clock.IncidentId}"),
                cancellationToken);
        }

        foreach (var control in overdue)
        {
            raised += await RaiseAsync(
                "controls.overdue", string.Create(CultureInfo.InvariantCulture, $"control {control.Id:N} {control.DueOn:yyyy-MM-dd}"),
                name => Letter(
                    name, T["A control is overdue"], T["“{0}” was due on {1}. {2} answers for it.", T[control.Name], Day(control.DueOn), T[control.Owner]],
                    "/admin/privacy/controls"),
                cancellationToken);
        }

        return raised;
    }

    private async Task<int> RaiseAsync(string action, string target, Func<string, Letter> write, CancellationToken cancellationToken)
    {
        if (await known.KnowsAsync(action, target, cancellationToken))
        {
            return 0;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await audit.WriteAsync(db, new AuditNote(action, null) { Target = target, Purpose = Purpose.LegalObligation }, cancellationToken);
        await post.QueueAsync(db, [Roles.PrivacyOfficer], write, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        post.Nudge();
        return 1;
    }

    private Letter Letter(string firstName, string subject, string sentence, string path) => new(
        Template, subject, T["Hello {0},", firstName], [sentence], new(T["Open"], address.Of(path)), T["Privacy officers are sent this mail, once."]);

    private static string Time(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, CurrentUser.DefaultTimeZone).ToString("d MMMM yyyy HH:mm", CultureInfo.CurrentCulture);

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);
}
