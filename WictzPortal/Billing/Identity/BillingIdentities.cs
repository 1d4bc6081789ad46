using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Keeps whom an account's invoices are made out to.</summary>
public sealed class BillingIdentities(IDbContextFactory<PortalDb> databases, Vault vault, TimeProvider clock)
{
    /// <returns>Null while nobody has entered it, or when it has been erased.</returns>
    public async Task<BillingIdentityFacts?> FindAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.BillingIdentities.AsNoTracking().SingleOrDefaultAsync(i => i.AccountId == accountId, cancellationToken) is not { } row)
        {
            return null;
        }

        Task<string?> Open(Sealed? value) => vault.OpenAsync(accountId, value, Purpose.Billing, cancellationToken);
        return await Open(row.Street) is not { } street ? null : new BillingIdentityFacts(
            row.Kind, await Open(row.FirstName), await Open(row.FamilyName), await Open(row.TradeName), await Open(row.TaxNumber), await Open(row.TaxOffice),
            street, await Open(row.District), await Open(row.City) ?? "", await Open(row.PostalCode), row.Country, await Open(row.Email) ?? "",
            await Open(row.Phone) ?? "");
    }

    /// <summary>Takes the place of what was there. The caller has checked it and who asks.</summary>
    public async Task SaveAsync(Guid accountId, BillingIdentityFacts facts, CancellationToken cancellationToken)
    {
        Task<Sealed?> Seal(string? value) => vault.SealOptionalAsync(accountId, value, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.BillingIdentities.AsTracking().SingleOrDefaultAsync(i => i.AccountId == accountId, cancellationToken);
        if (row is null)
        {
            db.BillingIdentities.Add(row = new BillingIdentity(accountId));
        }

        (row.Kind, row.Country, row.ChangedAt) = (facts.Kind, facts.Country, clock.GetUtcNow());
        (row.FirstName, row.FamilyName) = (await Seal(facts.FirstName), await Seal(facts.FamilyName));
        (row.TradeName, row.TaxNumber, row.TaxOffice) = (await Seal(facts.TradeName), await Seal(facts.TaxNumber), await Seal(facts.TaxOffice));
        (row.Street, row.District) = (await Seal(facts.Street), await Seal(facts.District));
        (row.City, row.PostalCode) = (await Seal(facts.City), await Seal(facts.PostalCode));
        (row.Email, row.Phone) = (await Seal(facts.Email), await Seal(facts.Phone));
        await db.SaveChangesAsync(cancellationToken);
    }
}
