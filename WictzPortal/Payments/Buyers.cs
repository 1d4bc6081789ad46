using WictzPortal.Billing;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Puts together what PayTR wants to know of the buyer: the billing identity, and where the request comes from.</summary>
internal sealed class Buyers(BillingIdentities identities)
{
    /// <returns>Or <c>payments.no_identity</c>: without it no invoice could be written.</returns>
    public async Task<Outcome<PaytrBuyer>> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (await identities.FindAsync(context.User.AccountId, cancellationToken) is not { } identity)
        {
            return new Failure(FailureKind.Conflict, "payments.no_identity", "Enter your billing details first: the invoice is made out to them.");
        }

        if (identity.Email.Length > TokenRequest.EmailLength)
        {
            return new Failure(
                FailureKind.Invalid, "payments.email_too_long", "The e-mail address of your billing details may have at most {0} characters.",
                TokenRequest.EmailLength);
        }

        var address = string.Join(' ', new[] { identity.Street, identity.District, identity.PostalCode, identity.City, identity.Country }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return new PaytrBuyer(identity.Name, identity.Email, identity.Phone, address, TokenRequest.IpOf(context.Connection.RemoteIpAddress));
    }
}
