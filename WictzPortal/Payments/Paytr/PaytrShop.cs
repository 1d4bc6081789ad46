using WictzPortal.Billing;

namespace WictzPortal.Payments;

/// <summary>A pair of secrets that PayTR and the portal share.</summary>
internal sealed record PaytrSecrets(string Key, string Salt);

/// <summary>The shop that the portal takes payments for: the operator's at PayTR, or the sandbox's.</summary>
/// <param name="MerchantId">PayTR's number of the shop.</param>
/// <param name="Secrets">What requests are signed with.</param>
/// <param name="Address">Where PayTR is called.</param>
/// <param name="FrameAddress">What the buyer's browser opens in the frame; ends with a slash.</param>
internal sealed record PaytrShop(string MerchantId, PaytrSecrets Secrets, Uri Address, string FrameAddress)
{
    /// <summary>The shop of a portal that takes no payments.</summary>
    public static readonly PaytrShop Closed = new("", new PaytrSecrets("", ""), new Uri("https://www.paytr.com/"), "https://www.paytr.com/");

    /// <summary>Whether there are secrets to sign with.</summary>
    public bool IsOpen => Secrets.Key.Length > 0 && Secrets.Salt.Length > 0;

    public bool TestMode { get; init; }

    /// <summary>Whether a paid attempt of a test moves money in the books.</summary>
    public bool CreditsTests { get; init; }

    public bool TakesEft { get; init; }

    public PaytrSecrets? Previous { get; init; }

    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>What the page that holds the frame lets it come from: <c>'self'</c> for the sandbox, else PayTR's host.</summary>
    public string FrameSource => FrameAddress.StartsWith('/') ? "'self'" : new Uri(FrameAddress).GetLeftPart(UriPartial.Authority);

    public static PaytrShop Of(PaytrOptions options) => !options.Enabled ? Closed : new(
        options.MerchantId!, new PaytrSecrets(options.Key!, options.Salt!), Rooted(options.BaseAddress), Rooted(options.BaseAddress).AbsoluteUri)
    {
        TestMode = options.TestMode,
        CreditsTests = options.CreditTestPayments,
        TakesEft = options.Eft,
        Previous = options.PreviousUntil is null ? null : new PaytrSecrets(options.PreviousKey!, options.PreviousSalt!),
        PreviousUntil = options.PreviousUntil,
    };

    /// <summary>The secrets that a callback may be signed with now.</summary>
    public IEnumerable<PaytrSecrets> AcceptedAt(DateTimeOffset now)
    {
        if (IsOpen)
        {
            yield return Secrets;
        }

        if (Previous is not null && now < PreviousUntil)
        {
            yield return Previous;
        }
    }

    /// <summary>Where the payment page of a token is.</summary>
    public string FrameOf(PaymentMethod method, string token) =>
        FrameAddress + (method is PaymentMethod.Eft ? "odeme/api/" : "odeme/guvenli/") + Uri.EscapeDataString(token);

    private static Uri Rooted(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
