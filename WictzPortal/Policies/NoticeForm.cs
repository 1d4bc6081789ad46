using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>
/// A form that collects personal data, with what its notice must say (KVKK art. 10). Ids are stored: they never change.
/// </summary>
/// <param name="Id">Stable name.</param>
/// <param name="Purposes">What the data is for.</param>
/// <param name="Bases">The legal bases.</param>
/// <param name="Recipients">Who gets it and why; English, and the key of its translation in <see cref="PoliciesText"/>.</param>
public sealed record NoticeForm(string Id, IReadOnlyList<Purpose> Purposes, IReadOnlyList<LegalBasis> Bases, string Recipients)
{
    private const string Nobody = "Nobody outside gets it.";

    public static readonly NoticeForm SignUp = new(
        "sign-up", [Purpose.AccountManagement, Purpose.ServiceDelivery, Purpose.Security], [LegalBasis.Contract, LegalBasis.LegitimateInterest], Nobody);

    public static readonly NoticeForm Profile = new("profile", [Purpose.AccountManagement], [LegalBasis.Contract], Nobody);

    public static readonly NoticeForm BillingIdentity = new(
        "billing-identity", [Purpose.Billing, Purpose.LegalObligation], [LegalBasis.Contract, LegalBasis.LegalDuty],
        "The payment provider gets what a payment needs, and the tax authority what an invoice needs.");

    public static readonly NoticeForm Adult = new(
        "adult", [Purpose.Billing, Purpose.LegalObligation], [LegalBasis.Contract, LegalBasis.LegalDuty], Nobody);

    public static readonly NoticeForm RightsRequest = new(
        "rights-request", [Purpose.LegalObligation], [LegalBasis.LegalDuty], "Where others hold the same data for us, they are told what to correct or erase.");

    public static readonly IReadOnlyList<NoticeForm> All = [SignUp, Profile, BillingIdentity, Adult, RightsRequest];
}
