using System.Globalization;
using Microsoft.Extensions.Localization;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>Writes to people about restrictions, objections, decisions and holds that concern them.</summary>
internal sealed class RightsLetters(AccountPost post, PortalAddress address, IStringLocalizer<PrivacyText> T)
    : IListen<DecisionMade>, IListen<HoldReleased>
{
    public const string Page = "/privacy/limits";

    public Task RestrictedAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) => QueueAsync(
        db, userId, "privacy.restricted", () => T["Your data is restricted"], () =>
        [
            T["From now on we only store your data. Calls with your keys, new charges, analysis and automated checks have stopped; signing in, your rights and the tickets that you open go on."],
            T["You can have your API calls served nevertheless, and take that back, on the page below. We write to you at least three days before the restriction is lifted."],
        ], () => T["See what is restricted"], cancellationToken);

    public Task LiftAnnouncedAsync(PortalDb db, Guid userId, DateTimeOffset at, string reason, CancellationToken cancellationToken) => QueueAsync(
        db, userId, "privacy.lift_announced", () => T["The restriction of your data will be lifted"], () =>
        [
            T["We will lift the restriction of your data after {0}.", At(at)],
            T["Our reason: {0}", reason],
            T["If you do not agree, answer on the page below, or complain to the Personal Data Protection Board or your own authority."],
        ], () => T["See what is restricted"], cancellationToken);

    public Task LiftedAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) => QueueAsync(
        db, userId, "privacy.lifted", () => T["The restriction of your data is lifted"], () =>
            [T["Your data is processed again as our privacy notice says. Your keys work again."]], () => T["See what is restricted"], cancellationToken);

    public Task ReviewedAsync(PortalDb db, DecisionRow decision, ReviewOutcome outcome, string reasons, CancellationToken cancellationToken) => QueueAsync(
        db, decision.UserId, "privacy.decision_reviewed", () => T["A person has looked at an automated decision about you"], () =>
        [
            outcome == ReviewOutcome.Reversed
                ? T["The decision is reversed, and what it stopped goes on."]
                : T["The decision stands."],
            T["The reasons: {0}", reasons],
        ], () => T["See the decision"], cancellationToken);

    public Task HearAsync(DecisionMade happened, PortalDb db, CancellationToken cancellationToken) => QueueAsync(
        db, happened.UserId, "privacy.decision_made", () => T["An automated decision about you"], () =>
        [
            CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "tr" ? happened.ExplanationTr : happened.ExplanationEn,
            T["No person has looked at it yet. If you think that it is wrong, say so on the page below: a member of our staff decides anew within five working days, and can reverse it."],
        ], () => T["Ask a person"], cancellationToken);

    public Task HearAsync(HoldReleased happened, PortalDb db, CancellationToken cancellationToken) => QueueAsync(
        db, happened.UserId, "privacy.hold_released", () => T["Records about you are no longer kept for a legal case"], () =>
            [T["Some records had to be kept for a legal case. The case no longer needs them: they follow the usual periods again, and an erasure that waited for them goes on by itself."]],
        () => T["My data"], cancellationToken);

    /// <summary>After the commit.</summary>
    public void Nudge() => post.Nudge();

    private async Task QueueAsync(
        PortalDb db, Guid userId, string template, Func<string> subject, Func<IReadOnlyList<string>> paragraphs, Func<string> button,
        CancellationToken cancellationToken) => await post.QueueToPersonAsync(
            db, userId,
            firstName => new Letter(
                template, subject(), firstName.Length > 0 ? T["Hello {0},", firstName] : T["Hello,"], paragraphs(),
                new LetterButton(button(), address.Of(Page))), cancellationToken);

    private static string At(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, CurrentUser.DefaultTimeZone).ToString("d MMMM yyyy HH:mm", CultureInfo.CurrentCulture);
}
