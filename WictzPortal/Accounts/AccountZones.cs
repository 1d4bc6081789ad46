using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Plans;

namespace WictzPortal.Accounts;

/// <summary>Tells limits in which time zone an account's days begin.</summary>
internal sealed class AccountZones(IDbContextFactory<PortalDb> databases) : IAccountZones
{
    public async Task<string?> ZoneAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.Where(a => a.Id == accountId).Select(a => a.TimeZone).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<Guid, string>> ZonesApartFromAsync(string usual, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.Where(a => a.TimeZone != usual).ToDictionaryAsync(a => a.Id, a => a.TimeZone, cancellationToken);
    }
}

/// <summary>Lets every node know the zone of a new account, where it is not the usual one.</summary>
internal sealed class NewAccountZones(LimitEditor limits) : IListen<AccountOpened>
{
    public async Task HearAsync(AccountOpened happened, PortalDb db, CancellationToken cancellationToken)
    {
        if (await db.Accounts.FindAsync([happened.AccountId], cancellationToken) is { TimeZone: not LimitBook.UsualZone })
        {
            await limits.TouchAsync(db, happened.AccountId, cancellationToken);
        }
    }
}
