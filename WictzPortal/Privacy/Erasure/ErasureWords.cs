using WictzPortal.Kernel;
using WictzPortal.Ui;

namespace WictzPortal.Privacy;

/// <summary>The words of erasures on pages: English, and the key of their translation.</summary>
internal static class ErasureWords
{
    public static string Of(DataCategory category) => category switch
    {
        DataCategory.Identity => "Identity",
        DataCategory.Contact => "Contact",
        DataCategory.CustomerTransaction => "Use of the portal",
        DataCategory.Finance => "Payments and invoices",
        DataCategory.TransactionSecurity => "Sign-in and security",
        DataCategory.LegalAction => "Requests and evidence",
        _ => "Risk management",
    };

    public static string Of(Fate fate) => fate switch
    {
        Fate.Deleted => "deleted",
        Fate.Kept => "stays",
        _ => "held",
    };

    public static string Of(ErasureKind kind) => kind switch
    {
        ErasureKind.Closure => "Closed account",
        ErasureKind.Request => "Right to erasure",
        _ => "Child below 13",
    };

    public static (string Word, Tone Tone) Of(ErasureState state) => state switch
    {
        ErasureState.Waiting => ("waiting", Tone.Warning),
        ErasureState.Purging => ("erasing", Tone.Danger),
        ErasureState.Held => ("under a hold", Tone.Warning),
        ErasureState.Erased => ("erased", Tone.Success),
        ErasureState.Closed => ("closed", Tone.Neutral),
        _ => ("taken back", Tone.Neutral),
    };
}
