using System.Globalization;

namespace WictzPortal.Privacy;

/// <summary>How pages and letters name what is stored; each sentence is a translation key.</summary>
internal static class RequestWords
{
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    public static string Of(RequestType type) => type switch
    {
        RequestType.Confirmation => "Do you process my data?",
        RequestType.Access => "Show me my data",
        RequestType.PurposeUse => "What do you use my data for?",
        RequestType.Recipients => "Who received my data?",
        RequestType.Correction => "Correct my data",
        RequestType.Erasure => "Erase my data",
        RequestType.NotifyRecipients => "Tell the recipients",
        RequestType.AutomatedReview => "Let a person look at an automated decision",
        RequestType.Compensation => "Make good a damage",
        RequestType.Portability => "Give me my data to take along",
        RequestType.Restriction => "Restrict the use of my data",
        RequestType.Objection => "I object to a use of my data",
        RequestType.ConsentWithdrawal => "I withdraw a consent",
        _ => "A complaint, or something else",
    };

    public static string Of(RequestState state) => state switch
    {
        RequestState.Received => "has arrived",
        RequestState.AwaitingIdentity => "waits for proof",
        RequestState.IdentityVerified => "proven",
        RequestState.InProgress => "in progress",
        RequestState.Extended => "extended",
        RequestState.AwaitingThirdParties => "waits for recipients",
        RequestState.Answered => "is answered",
        RequestState.Closed => "closed",
        RequestState.Withdrawn => "withdrawn",
        RequestState.Reopened => "reopened",
        _ => "before the authority",
    };

    public static string Sentence(RequestState state) => state switch
    {
        RequestState.Received => "It has arrived.",
        RequestState.AwaitingIdentity => "We still need to know that it is you.",
        RequestState.IdentityVerified => "We know now that it is you, and will begin.",
        RequestState.InProgress => "We are working on it.",
        RequestState.Extended => "It takes up to two months longer.",
        RequestState.AwaitingThirdParties => "We have told the recipients of your data, and wait for their confirmation.",
        RequestState.Answered => "We have answered.",
        RequestState.Closed => "It is closed. We keep its record for three years, to be able to prove the answer.",
        RequestState.Withdrawn => "You have withdrawn it; nothing more is done.",
        RequestState.Reopened => "New facts have come. A new request goes on from it, with a new deadline.",
        _ => "An authority is looking at it.",
    };

    public static string Of(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Fulfilled => "Granted",
        RequestOutcome.Partly => "Granted in part",
        _ => "Refused",
    };

    public static string Of(RefusalReason reason) => reason switch
    {
        RefusalReason.Identity => "Nobody proved within 25 days who asks (KVKK art. 13, GDPR art. 12(6)). You may ask again.",
        RefusalReason.LegalDuty => "A law obliges us to keep the data (KVKK art. 5/2-ç, GDPR art. 17(3)(b)).",
        RefusalReason.LegalClaims => "The data is needed for a legal claim (KVKK art. 5/2-e, GDPR art. 17(3)(e)).",
        RefusalReason.OthersRights => "It would harm the rights of others (GDPR art. 15(4)).",
        RefusalReason.Unfounded => "The request is manifestly unfounded or excessive (GDPR art. 12(5)).",
        RefusalReason.NotCovered => "The right does not reach this processing (KVKK art. 11).",
        _ => "Compelling grounds for the processing weigh more (GDPR art. 21(1)).",
    };

    public static string Of(RequestChannel channel) => channel switch
    {
        RequestChannel.Portal => "portal",
        RequestChannel.PublicForm => "public form",
        RequestChannel.Mail => "by e-mail",
        RequestChannel.Registered => "registered e-mail or e-signature",
        RequestChannel.Letter => "letter",
        _ => "support ticket",
    };

    public static string Of(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Answer => "answer in words",
        EvidenceKind.PackageHash => "hash of the package",
        EvidenceKind.Delivery => "proof of delivery",
        EvidenceKind.ValueBefore => "hash of the value before",
        EvidenceKind.ValueAfter => "hash of the value after",
        EvidenceKind.DestructionRun => "destruction run",
        EvidenceKind.VerificationScan => "verification scan",
        EvidenceKind.LedgerEntry => "entry in the erasure ledger",
        EvidenceKind.RestrictionFlag => "data restricted",
        EvidenceKind.EffectSnapshot => "hash of the effects",
        EvidenceKind.Decision => "decision taken",
        EvidenceKind.Reviewer => "reviewer",
        _ => "consent receipt",
    };
}
