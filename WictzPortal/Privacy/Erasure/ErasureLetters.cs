using System.Globalization;
using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>What is written to a person whose data is to go, in that person's language.</summary>
internal sealed class ErasureLetters(IStringLocalizer<PrivacyText> T, PortalAddress address)
{
    public const string ErasedTemplate = "privacy.erased";

    public Letter Begun(ErasureFacts facts, ErasureCase erasure) => In(facts.Culture, () => new Letter(
        "privacy.erasure_begun",
        erasure.Kind is ErasureKind.Closure ? T["Your account is closed"] : T["Your data will be erased"], Hello(facts),
        [
            erasure.Kind is ErasureKind.Closure
                ? T["You closed your account today. Sessions have ended, API keys are revoked for good, and nothing renews."]
                : T["You asked us to erase your data. Everything stands still from now on: sessions have ended, API keys are revoked for good, and nothing renews."],
            T["On {0} your data is deleted for good. Until then you can take it back with the button below; it also lets you erase at once.", Day(erasure.PurgeAt)],
        ],
        Button(facts), T["Case {0}. If it was not you, take it back now and choose a new password.", erasure.Number]));

    public Letter Reminder(ErasureFacts facts, ErasureCase erasure) => In(facts.Culture, () => new Letter(
        "privacy.erasure_reminder", T["Your data is deleted on {0}", Day(erasure.PurgeAt)], Hello(facts),
        [T["As you asked, your account is deleted on {0}. If that is still what you want, there is nothing to do.", Day(erasure.PurgeAt)]],
        Button(facts), T["Case {0}.", erasure.Number]));

    public Letter Cancelled(ErasureFacts facts, ErasureCase erasure) => In(facts.Culture, () => new Letter(
        "privacy.erasure_cancelled", T["Your account is restored"], Hello(facts),
        [T["Nothing was deleted. API keys stay revoked: create new ones when you need them."]],
        new(T["Sign in"], address.Of("/sign-in")), T["Case {0}.", erasure.Number]));

    public Letter Child(ErasureFacts facts, ErasureCase erasure) => In(facts.Culture, () => new Letter(
        "privacy.under_age", T["This account is locked"], Hello(facts),
        [
            T["We were told that this account belongs to somebody below 13. The portal is not for children, so the account is locked, and all of its data is deleted within 72 hours."],
            T["If you are the parent or guardian and have a question, or if this is a mistake, answer this mail before then and name the case."],
        ],
        null, T["Case {0}.", erasure.Number]));

    public Letter Erased(ErasureFacts facts, ErasureCase erasure, bool isHeld) => In(facts.Culture, () => new Letter(
        ErasedTemplate, isHeld ? T["Your data is erased but for what is under a legal hold"] : T["Your data is erased"], Hello(facts),
        [
            isHeld
                ? T["Most of your data has been deleted, and a search through all our tables found nothing but the records under the hold."]
                : T["Your data has been deleted, its keys have been destroyed, and a search through all our tables found nothing of it. In our backups your name, your addresses and your texts are unreadable from now on, and all of it is gone after 35 days at the latest."],
            T["Invoices and entries of our books stay as long as tax law asks for, under a number instead of your name. The attached certificate lists what was deleted, what is kept and until when."],
            isHeld
                ? T["Some records must be kept for legal claims. They go by themselves when the hold ends, and we tell you then."]
                : T["This is our last mail: with it this address is deleted too."],
        ],
        null, T["Case {0}.", erasure.Number], Attachment: $"{ErasureAttachments.Scheme}{erasure.Id:N}"));

    /// <summary>The same for the answer to a request, which is in both languages.</summary>
    public string Summary(CultureInfo culture, DateOnly day, ErasureCase erasure, IReadOnlyList<ErasureLine> left) => In(culture.Name, () =>
    {
        var kept = left.Where(line => line.Fate is Fate.Kept).ToList();
        var until = kept.Select(ErasureDates.EndOf).Max();
        return string.Join(' ', new[]
        {
            T["Your data was deleted on {0} (case {1}); a search through all tables found nothing of it.", day.ToString("d", culture), erasure.Number].Value,
            kept.Count == 0 ? "" : until is null
                ? T["Kept by law are {0} entries of our books and of our evidence, without your name.", kept.Sum(line => line.Rows)].Value
                : T["Kept by law are {0} entries of our books and of our evidence, without your name, until {1} at the latest (Tax Procedure Law art. 253, Commercial Code art. 82, KVKK art. 5/2-ç).", kept.Sum(line => line.Rows), until.Value.ToString("d", culture)].Value,
        }.Where(sentence => sentence.Length > 0));
    });

    private LetterButton Button(ErasureFacts facts) => new(T["See or take back"], address.Of(Erasures.PathOf(facts.Secret)));

    private string Hello(ErasureFacts facts) => T["Hello {0},", facts.FirstName];

    private static string Day(DateTimeOffset at) => BusinessDays.DayOf(at).ToString("D", CultureInfo.CurrentCulture);

    private static TResult In<TResult>(string culture, Func<TResult> write)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
