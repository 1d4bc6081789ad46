using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Accounts;

/// <summary>In which time zone an account's days, weeks and months begin, for limits that are counted by them.</summary>
public sealed partial class AccountDays(IDbContextFactory<PortalDb> databases, LimitEditor limitEditor, ILogger<AccountDays> log)
{
    /// <summary>IANA names that people know, in order: areas and cities, and UTC.</summary>
    public static IReadOnlyList<string> Zones { get; } =
    [
        .. TimeZoneInfo.GetSystemTimeZones()
            .Where(z => z.HasIanaId && (z.Id.Contains('/') || z.Id == "UTC") && !z.Id.StartsWith("Etc/", StringComparison.Ordinal))
            .Select(z => z.Id).Order(StringComparer.Ordinal),
    ];

    public async Task<string> ZoneAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.Where(a => a.Id == accountId).Select(a => a.TimeZone).SingleAsync(cancellationToken);
    }

    /// <summary>Counts from the next request on, on every node; what was used stays used. Owners and administrators may, by the database.</summary>
    /// <returns>Null; or <c>accounts.zone_invalid</c>, <c>accounts.not_allowed</c>.</returns>
    public async Task<Failure?> MoveAsync(Guid accountId, string zone, Guid askedBy, CancellationToken cancellationToken)
    {
        if (!Zones.Contains(zone))
        {
            return new Failure(FailureKind.Invalid, "accounts.zone_invalid", "Choose a time zone from the list.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await Members.RoleAsync(db, accountId, askedBy, cancellationToken) is not >= MemberRole.Admin)
        {
            return new Failure(FailureKind.Forbidden, "accounts.not_allowed", "Your role in this account does not allow that.");
        }

        var account = await db.Accounts.SingleAsync(a => a.Id == accountId, cancellationToken);
        account.MoveTo(zone);
        await limitEditor.TouchAsync(db, accountId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogMoved(account.Number, zone);
        return null;
    }

    [LoggerMessage(LogLevel.Information, "The days of account {AccountNumber} begin in {Zone} from now on.")]
    private partial void LogMoved(long accountNumber, string zone);
}
