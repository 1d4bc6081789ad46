using System.Linq.Expressions;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>Which records a breach touched.</summary>
/// <param name="Tables">As the data map names them.</param>
/// <param name="From">From this time on; null for all times. Rows that bear no time, or none yet, are taken whatever it is.</param>
public sealed record AffectedQuery(IReadOnlyCollection<string> Tables, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>Finds whose records a breach touched, in any table, and freezes the list with its hash.</summary>
internal sealed class AffectedFinder(
    DataMap map, AccountDirectory accounts, AccountContacts contacts, IncidentDesk desk, TimeProvider clock)
{
    /// <summary>The tables that can be asked about.</summary>
    public IReadOnlyList<string> Tables => [.. map.Sets.Where(s => s.Subjects.Count > 0).Select(s => s.Table).Order(StringComparer.Ordinal)];

    /// <returns>How many records of each person.</returns>
    public async Task<IReadOnlyDictionary<Guid, int>> FindAsync(AffectedQuery query, CancellationToken cancellationToken)
    {
        var people = new Dictionary<Guid, int>();
        foreach (var set in map.Sets.Where(s => s.Subjects.Count > 0 && query.Tables.Contains(s.Table)))
        {
            await using var db = await map.OpenAsync(set, cancellationToken);
            foreach (var (property, kind) in set.Subjects)
            {
                foreach (var (value, count) in Counts(db, set, property, query))
                {
                    foreach (var person in await PeopleAsync(value, kind, cancellationToken))
                    {
                        people[person] = people.GetValueOrDefault(person) + count;
                    }
                }
            }
        }

        return people;
    }

    /// <summary>Writes the list down. From here on its people must be told.</summary>
    public async Task<Failure?> FreezeAsync(Guid incidentId, IReadOnlyDictionary<Guid, int> people, Guid by, CancellationToken cancellationToken)
    {
        if (people.Count == 0)
        {
            return new Failure(FailureKind.Invalid, "breaches.nobody", "This choice finds nobody.");
        }

        var now = clock.GetUtcNow();
        var hash = SHA256.HashData([.. people.Keys.Order().SelectMany(id => id.ToByteArray(bigEndian: true))]);
        return await desk.ChangeAsync(incidentId, "breaches.people_found", by, null, (db, incident) =>
        {
            if (incident.AwareAt is null || incident.IdentifiedAt is not null)
            {
                return new Failure(FailureKind.Conflict, "breaches.list_frozen", "The list is made once, after the breach is confirmed.");
            }

            incident.Freeze(hash, now);
            db.AffectedPeople.AddRange(people.Select(p => new AffectedPerson(incidentId, p.Key, p.Value, now)));
            return null;
        }, cancellationToken);
    }

    private async Task<IEnumerable<Guid>> PeopleAsync(object value, SubjectKind kind, CancellationToken cancellationToken) => (kind, value) switch
    {
        (SubjectKind.User, Guid user) => [user],
        (SubjectKind.Account, Guid account) => await OwnersAsync(account, cancellationToken),
        (SubjectKind.UserOrAccount, Guid either) => await OwnersAsync(either, cancellationToken) is { Count: > 0 } owners ? owners : [either],
        (SubjectKind.AccountNumber, long number) => await accounts.FindByNumberAsync(number, cancellationToken) is { } account
            ? await OwnersAsync(account.Id, cancellationToken)
            : [],
        _ => [],
    };

    private async Task<IReadOnlyList<Guid>> OwnersAsync(Guid accountId, CancellationToken cancellationToken) =>
        [.. (await contacts.OwnersAsync(accountId, cancellationToken)).Select(owner => owner.UserId)];

    private static List<(object Value, int Count)> Counts(DbContext db, DataSet set, IProperty property, AffectedQuery query) =>
        (List<(object, int)>)typeof(AffectedFinder).GetMethod(nameof(CountsOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(set.Entity.ClrType, property.ClrType).Invoke(null, [db, set, property, query])!;

    private static List<(object Value, int Count)> CountsOf<TRow, TValue>(DbContext db, DataSet set, IProperty property, AffectedQuery query)
        where TRow : class
    {
        var rows = db.Set<TRow>().AsNoTracking();
        if (set.KeptFrom is { Property.PropertyInfo: { } time } && (time.PropertyType == typeof(DateTimeOffset) || time.PropertyType == typeof(DateTimeOffset?)))
        {
            rows = Between(rows, time, query.From ?? DateTimeOffset.MinValue.AddYears(1), query.Until ?? DateTimeOffset.MaxValue.AddYears(-1));
        }

        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Lambda<Func<TRow, TValue>>(Expression.Property(row, property.PropertyInfo!), row);
        return [.. rows.GroupBy(value).Select(g => new { g.Key, Count = g.Count() }).AsEnumerable().Where(g => g.Key is not null).Select(g => ((object)g.Key!, g.Count))];
    }

    private static IQueryable<TRow> Between<TRow>(IQueryable<TRow> rows, System.Reflection.PropertyInfo time, DateTimeOffset from, DateTimeOffset until)
    {
        var row = Expression.Parameter(typeof(TRow));
        var at = Expression.Property(row, time);
        Expression within = Expression.AndAlso(
            Expression.GreaterThanOrEqual(at, Expression.Constant(from, at.Type)), Expression.LessThanOrEqual(at, Expression.Constant(until, at.Type)));

        // A row whose time has not come, such as a key that is not revoked, was there all along.
        var isTouched = Nullable.GetUnderlyingType(at.Type) is null ? within : Expression.OrElse(Expression.Equal(at, Expression.Constant(null, at.Type)), within);
        return rows.Where(Expression.Lambda<Func<TRow, bool>>(isTouched, row));
    }
}
