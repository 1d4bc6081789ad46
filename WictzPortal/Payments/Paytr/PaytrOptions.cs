using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Payments;

/// <summary>Settings under <c>Payments:Paytr</c>: the shop at PayTR. Enabled without its secrets, the portal does not start.</summary>
internal sealed class PaytrOptions : IValidatableObject
{
    /// <summary>Take payments. Default false: pages say that nothing can be paid here yet. With <c>--demo</c> the sandbox takes them.</summary>
    public bool Enabled { get; init; }

    /// <summary>Mağaza No, in PayTR's panel.</summary>
    [StringLength(32)]
    public string? MerchantId { get; init; }

    /// <summary>Mağaza Parola.</summary>
    [StringLength(128)]
    public string? Key { get; init; }

    /// <summary>Mağaza Gizli Anahtar.</summary>
    [StringLength(128)]
    public string? Salt { get; init; }

    /// <summary>The key before the present one, under which callbacks are still accepted for a while.</summary>
    [StringLength(128)]
    public string? PreviousKey { get; init; }

    /// <summary>The salt that went with <see cref="PreviousKey"/>.</summary>
    [StringLength(128)]
    public string? PreviousSalt { get; init; }

    /// <summary>Callbacks under the previous secrets are refused from then on.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>Ask for test payments: no card is charged. Default false.</summary>
    public bool TestMode { get; init; }

    /// <summary>Let test payments fill wallets. Default false: only for an installation whose books are not real.</summary>
    public bool CreditTestPayments { get; init; }

    /// <summary>Offer bank transfer (Havale/EFT) beside cards; PayTR must have opened it for the shop. Default false.</summary>
    public bool Eft { get; init; }

    /// <summary>PayTR's address. The portal calls no other for payments.</summary>
    [Required]
    public Uri BaseAddress { get; init; } = new("https://www.paytr.com/");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // HMAC with an empty key works without a word, and then anybody could sign callbacks.
        if (Enabled && (string.IsNullOrWhiteSpace(MerchantId) || string.IsNullOrWhiteSpace(Key) || string.IsNullOrWhiteSpace(Salt)))
        {
            yield return new ValidationResult("Payments:Paytr needs MerchantId, Key and Salt when it is enabled.", [nameof(Key)]);
        }

        if (PreviousUntil is not null && (string.IsNullOrWhiteSpace(PreviousKey) || string.IsNullOrWhiteSpace(PreviousSalt)))
        {
            yield return new ValidationResult("Payments:Paytr:PreviousUntil needs PreviousKey and PreviousSalt.", [nameof(PreviousUntil)]);
        }

        if (PreviousUntil is null && (PreviousKey ?? PreviousSalt) is not null)
        {
            yield return new ValidationResult("Payments:Paytr:PreviousKey needs PreviousUntil, the day it stops.", [nameof(PreviousKey)]);
        }

        if (!BaseAddress.IsAbsoluteUri || (BaseAddress.Scheme != Uri.UriSchemeHttps && !BaseAddress.IsLoopback))
        {
            yield return new ValidationResult("Payments:Paytr:BaseAddress must be an https address.", [nameof(BaseAddress)]);
        }
    }
}
