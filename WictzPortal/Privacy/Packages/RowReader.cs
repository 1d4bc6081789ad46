using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>
/// Reads a person's rows of any table as they go into a package: sealed values opened, and in place of another person's id the role in which
/// that person acted. One reader serves one package.
/// </summary>
internal sealed class RowReader(IDbContextFactory<PortalDb> databases, Vault vault, SubjectScope scope, DateTimeOffset now)
{
    private const int ChunkRows = 500;

    /// <summary>What stands for a person who is not the subject and not of the staff.</summary>
    public const string SomebodyElse = "another person";

    private static readonly MethodInfo RowsMethod = typeof(RowReader).GetMethod(nameof(RowsOf), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private static readonly MethodInfo CountMethod = typeof(RowReader).GetMethod(nameof(CountOf), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private readonly Dictionary<Guid, string?> _others = [];

    /// <param name="db">A context of the table's database, whose transaction is the snapshot.</param>
    /// <returns>Each row's cells in the order of the table's columns.</returns>
    public async IAsyncEnumerable<object?[]> ReadAsync(DbContext db, PackageTable table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = (IAsyncEnumerable<object>)RowsMethod.MakeGenericMethod(table.Set.Entity.ClrType).Invoke(this, [db, table.Set])!;
        var chunk = new List<object>(ChunkRows);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            chunk.Add(row);
            if (chunk.Count == ChunkRows)
            {
                foreach (var cells in await OpenAsync(table, chunk, cancellationToken))
                {
                    yield return cells;
                }

                chunk.Clear();
            }
        }

        foreach (var cells in await OpenAsync(table, chunk, cancellationToken))
        {
            yield return cells;
        }
    }

    /// <summary>How many rows there are, counted by the database.</summary>
    public async Task<long> CountAsync(DbContext db, PackageTable table, CancellationToken cancellationToken) =>
        await (Task<long>)CountMethod.MakeGenericMethod(table.Set.Entity.ClrType).Invoke(this, [db, table.Set, cancellationToken])!;

    private Task<long> CountOf<T>(DbContext db, DataSet set, CancellationToken cancellationToken)
        where T : class => TellableOf<T>(db, set).LongCountAsync(cancellationToken);

    // What is secret by law is left out until it is not.
    private IQueryable<T> TellableOf<T>(DbContext db, DataSet set)
        where T : class
    {
        var rows = set.RowsOf<T>(db, scope);
        if (set.SecretUntil is not { } secret)
        {
            return rows;
        }

        var row = Expression.Parameter(typeof(T), "row");
        var until = Expression.Property(row, secret.PropertyInfo!);
        var (none, moment) = (Expression.Constant(null, typeof(DateTimeOffset?)), Expression.Constant(now, typeof(DateTimeOffset?)));
        var isTold = Expression.OrElse(Expression.Equal(until, none), Expression.LessThanOrEqual(until, moment));
        return rows.Where(Expression.Lambda<Func<T, bool>>(isTold, row));
    }

    // By key, so that two packages of the same rows are the same.
    private IAsyncEnumerable<T> RowsOf<T>(DbContext db, DataSet set)
        where T : class
    {
        var rows = TellableOf<T>(db, set).AsNoTracking();
        IOrderedQueryable<T>? ordered = null;
        foreach (var key in set.Entity.FindPrimaryKey()!.Properties)
        {
            var row = Expression.Parameter(typeof(T), "row");
            var by = Expression.Lambda(Expression.Property(row, key.PropertyInfo!), row);
            var name = ordered is null ? nameof(Queryable.OrderBy) : nameof(Queryable.ThenBy);
            ordered = (IOrderedQueryable<T>)rows.Provider.CreateQuery<T>(Expression.Call(
                typeof(Queryable), name, [typeof(T), key.ClrType], (ordered ?? rows).Expression, Expression.Quote(by)));
        }

        return (ordered ?? rows).AsAsyncEnumerable();
    }

    private async Task<List<object?[]>> OpenAsync(PackageTable table, List<object> chunk, CancellationToken cancellationToken)
    {
        var opened = new List<object?[]>(chunk.Count);
        foreach (var row in chunk)
        {
            var cells = new object?[table.Columns.Count];
            for (var i = 0; i < cells.Length; i++)
            {
                var value = table.Columns[i].Property.PropertyInfo!.GetValue(row);
                cells[i] = value is Sealed hidden ? await OpenAsync(table.Set, row, hidden, cancellationToken) : value;
            }

            opened.Add(cells);
        }

        await HideOthersAsync(table, opened, cancellationToken);
        return opened;
    }

    // Sealed under the row's person or account. What another person's key seals stays closed: it is not the subject's.
    private async Task<string?> OpenAsync(DataSet set, object row, Sealed hidden, CancellationToken cancellationToken)
    {
        foreach (var owner in OwnersOf(set, row))
        {
            try
            {
                if (await vault.OpenAsync(owner, hidden, Purpose.LegalObligation, cancellationToken) is { } plain)
                {
                    return plain;
                }
            }
            catch (AuthenticationTagMismatchException)
            {
                // Another owner's.
            }
        }

        return null;
    }

    // Some records have a key of their own, by their id, since they outlive the person's.
    private IEnumerable<Guid> OwnersOf(DataSet set, object row)
    {
        var named = set.Subjects.Select(s => s.Property.PropertyInfo!.GetValue(row)).OfType<Guid>().Where(scope.Ids.Contains);
        var own = set.Entity.FindPrimaryKey()!.Properties.Select(p => p.PropertyInfo!.GetValue(row)).OfType<Guid>();
        var part = set.PartOf?.PropertyInfo!.GetValue(row) is Guid whole ? [whole] : Array.Empty<Guid>();
        return named.Concat(own).Concat(part).Concat(scope.Ids).Distinct();
    }

    private async Task HideOthersAsync(PackageTable table, List<object?[]> rows, CancellationToken cancellationToken)
    {
        var columns = Enumerable.Range(0, table.Columns.Count).Where(i => table.Columns[i].Personal is not null).ToList();
        var unknown = (
            from row in rows
            from column in columns
            let id = row[column] as Guid?
            where id is not null && !scope.Ids.Contains(id.Value) && !_others.ContainsKey(id.Value)
            select id.Value).Distinct().ToList();
        foreach (var (id, role) in await RolesOfAsync(unknown, cancellationToken))
        {
            _others[id] = role;
        }

        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                if (row[column] is Guid id && _others.GetValueOrDefault(id) is { } role)
                {
                    row[column] = role;
                }
            }
        }

        // Ids of calls are looked up once and never again; ids of people come back in the next chunk.
        foreach (var id in unknown.Where(id => _others[id] is null))
        {
            _others.Remove(id);
        }
    }

    /// <summary>What stands for each of these ids: the staff roles of a person, or null where it is nobody's.</summary>
    public async Task<IReadOnlyDictionary<Guid, string?>> RolesOfAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<Guid, string?>();
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (users, staff, roles) = (db.Users, db.UserRoles, db.Roles);
        var people = await users.Where(u => ids.Contains(u.Id)).Select(u => u.Id).ToListAsync(cancellationToken);
        var held = await staff.Where(s => people.Contains(s.UserId)).Join(roles, s => s.RoleId, r => r.Id, (s, r) => new { s.UserId, r.Name })
            .ToListAsync(cancellationToken);
        return ids.ToDictionary(id => id, id =>
        {
            var names = held.Where(h => h.UserId == id).Select(h => h.Name).Order(StringComparer.Ordinal).ToList();
            return !people.Contains(id) ? null : names.Count == 0 ? SomebodyElse : $"staff: {string.Join(", ", names)}";
        });
    }
}
