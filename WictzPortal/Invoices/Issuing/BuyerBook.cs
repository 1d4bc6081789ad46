using WictzPortal.Accounts;
using WictzPortal.Billing;

namespace WictzPortal.Invoices;

/// <summary>Who is billed: the billing identity of an account, as it stands now.</summary>
internal sealed class BuyerBook(BillingIdentities identities, AccountDirectory accounts)
{
    /// <summary>Without an identity the buyer is the account's name: enough for a document that is for information, and for no other.</summary>
    public async Task<Buyer> FindAsync(Guid accountId, CancellationToken cancellationToken)
    {
        if (await identities.FindAsync(accountId, cancellationToken) is { } identity)
        {
            return Of(identity);
        }

        var account = await accounts.FindAsync(accountId, cancellationToken);
        return new Buyer(false, account?.Name ?? "", null, null, null, null, null);
    }

    /// <summary>Whether a legal document can name the buyer (VUK 230/3, and what e-Arşiv asks of each kind).</summary>
    public static bool IsComplete(Buyer buyer) =>
        buyer.Address is { Street.Length: > 0, City.Length: > 0 }
        && (buyer.IsCorporate
            ? buyer.Name.Length > 0 && (buyer.Address.Country != "TR" || (buyer.TaxNumber is not null && !string.IsNullOrEmpty(buyer.TaxOffice)))
            : !string.IsNullOrEmpty(buyer.FirstName) && !string.IsNullOrEmpty(buyer.FamilyName));

    private static Buyer Of(BillingIdentityFacts identity) => new(
        identity.Kind == BillingKind.Corporate, identity.Name, identity.FirstName, identity.FamilyName, identity.TaxNumber, identity.TaxOffice,
        new PostalAddress(identity.Street, identity.District ?? "", identity.City, identity.PostalCode ?? "", identity.Country));
}
