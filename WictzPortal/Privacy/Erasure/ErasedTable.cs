using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>One table as erasure works on it: by its marks alone, so that a new table or column needs nothing here.</summary>
internal abstract class ErasedTable(DataSet set)
{
    public DataSet Set { get; } = set;

    /// <summary>
    /// What loses its value in rows that a law keeps. What is sealed under the person's key stays as it is: with the key it is unreadable,
    /// and chains over the stored bytes stay whole.
    /// </summary>
    public IReadOnlyList<IProperty> Replaced { get; } = set.IsKeptByLaw
        ? [.. set.Properties.Where(p => p.Mark.Personal?.Erasure is ErasureMethod.Delete or ErasureMethod.Anonymise).Select(p => p.Property)]
        : [];

    public static ErasedTable Of(DataSet set) =>
        (ErasedTable)Activator.CreateInstance(typeof(ErasedRows<>).MakeGenericType(set.Entity.ClrType), set)!;

    public abstract Task<int> CountAsync(DbContext db, SubjectScope scope, CancellationToken cancellationToken);

    public abstract Task<int> CountHeldAsync(DbContext db, SubjectScope scope, IReadOnlyCollection<string> held, CancellationToken cancellationToken);

    /// <summary>Deletes the person's rows, or blanks what must not stay of those that a law keeps. Safe to repeat.</summary>
    /// <returns>The rows deleted or changed.</returns>
    public abstract Task<int> EraseAsync(DbContext db, SubjectScope scope, IReadOnlyCollection<string> held, CancellationToken cancellationToken);

    /// <summary>
    /// Blanks where other people's rows name the person or the account, such as who sent an invitation, unless a law keeps it. A row that is
    /// found by such an id means nothing without it, and goes.
    /// </summary>
    /// <returns>The rows deleted or changed.</returns>
    public abstract Task<int> ForgetMentionsAsync(
        DbContext db, SubjectScope scope, IReadOnlyCollection<string> held, CancellationToken cancellationToken);

    /// <summary>Rows that still hold what must be nowhere, whatever the marks say of whose they are.</summary>
    public abstract Task<int> ResidueAsync(DbContext db, ErasureFacts facts, IReadOnlyCollection<string> held, CancellationToken cancellationToken);

    /// <summary>Whether a column that a law keeps holds the text.</summary>
    public abstract Task<bool> KeepsAsync(DbContext db, string text, CancellationToken cancellationToken);

    /// <summary>The newest time that rows of the person are kept from; null where there is none.</summary>
    public abstract Task<DateTimeOffset?> NewestAsync(DbContext db, SubjectScope scope, CancellationToken cancellationToken);

    protected static object? Nothing(IProperty property) =>
        property.IsNullable ? null
        : property.ClrType == typeof(string) ? ""
        : property.ClrType == typeof(byte[]) ? Array.Empty<byte>()
        : property.ClrType == typeof(Sealed) ? new Sealed([])
        : Activator.CreateInstance(property.ClrType);
}

/// <inheritdoc />
internal sealed class ErasedRows<T>(DataSet set) : ErasedTable(set)
    where T : class
{
    private const int BatchRows = 2000;
    private static readonly ParameterExpression Row = Expression.Parameter(typeof(T), "row");

    /// <summary>Columns that name somebody else than whose row it is, and are not kept by law.</summary>
    private readonly IReadOnlyList<IProperty> _mentions = [.. set.Properties
        .Where(p => Bare(p.Property) == typeof(Guid) && !set.Subjects.Any(s => s.Property == p.Property)
            && p.Mark.Personal is { Erasure: not ErasureMethod.Keep })
        .Select(p => p.Property)];

    /// <summary>Columns in which a trace of the person may stand after the erasure: those that a law keeps.</summary>
    private readonly IReadOnlyList<IProperty> _searched = [.. set.Properties
        .Where(p => !set.IsKeptByLaw || p.Mark.Personal?.Erasure is ErasureMethod.Delete or ErasureMethod.Anonymise)
        .Select(p => p.Property)];

    private readonly IReadOnlyList<IProperty> _keptTexts = [.. set.Properties
        .Where(p => set.IsKeptByLaw && p.Property.ClrType == typeof(string)
            && p.Mark.Personal?.Erasure is not (ErasureMethod.Delete or ErasureMethod.Anonymise))
        .Select(p => p.Property)];

    public override Task<int> CountAsync(DbContext db, SubjectScope scope, CancellationToken cancellationToken) =>
        Theirs(db, scope).CountAsync(cancellationToken);

    public override Task<int> CountHeldAsync(
        DbContext db, SubjectScope scope, IReadOnlyCollection<string> held, CancellationToken cancellationToken) => held.Count == 0
        ? Task.FromResult(0)
        : ((IQueryable<T>)KeepOut.OnlyHeld(Theirs(db, scope), Set, held)).CountAsync(cancellationToken);

    public override async Task<int> EraseAsync(
        DbContext db, SubjectScope scope, IReadOnlyCollection<string> held, CancellationToken cancellationToken)
    {
        var rows = Except(Theirs(db, scope), held);
        if (Set.IsKeptByLaw)
        {
            return Replaced.Count == 0 ? 0 : await BlankAsync(db, rows, Replaced, cancellationToken);
        }

        if (Set.Entity.FindPrimaryKey() is not { Properties.Count: 1 } || await rows.CountAsync(cancellationToken) <= BatchRows)
        {
            return await rows.ExecuteDeleteAsync(cancellationToken);
        }

        // Short transactions, so that calls of others can be written in between.
        for (var deleted = 0; ;)
        {
            var batch = await rows.Take(BatchRows).ExecuteDeleteAsync(cancellationToken);
            deleted += batch;
            if (batch < BatchRows)
            {
                return deleted;
            }
        }
    }

    public override async Task<int> ForgetMentionsAsync(
        DbContext db, SubjectScope scope, IReadOnlyCollection<string> held, CancellationToken cancellationToken)
    {
        var ids = scope.Ids.ToArray();
        var rows = 0;
        foreach (var mention in _mentions)
        {
            var named = Except(All(db).Where(Any([Among(mention, ids)])), held);
            rows += mention.IsKey() ? await named.ExecuteDeleteAsync(cancellationToken) : await BlankAsync(db, named, [mention], cancellationToken);
        }

        return rows;
    }

    public override async Task<int> ResidueAsync(
        DbContext db, ErasureFacts facts, IReadOnlyCollection<string> held, CancellationToken cancellationToken)
    {
        var ids = facts.Scope.Ids.ToArray();
        var conditions = _searched.SelectMany(property => Bare(property) switch
        {
            var type when type == typeof(Guid) => [Among(property, ids)],
            var type when type == typeof(long) && facts.AccountNumbers.Count > 0 => [Among(property, facts.AccountNumbers.ToArray())],
            var type when type == typeof(string) => facts.Texts.Select(text => Holds(property, text)),
            _ => Enumerable.Empty<Expression>(),
        }).ToList();
        return conditions.Count == 0 ? 0 : await Except(All(db).Where(Any(conditions)), held).CountAsync(cancellationToken);
    }

    public override async Task<bool> KeepsAsync(DbContext db, string text, CancellationToken cancellationToken) =>
        _keptTexts.Count > 0
        && await All(db).AnyAsync(Any(_keptTexts.Select(property => (Expression)Holds(property, text))), cancellationToken);

    public override async Task<DateTimeOffset?> NewestAsync(DbContext db, SubjectScope scope, CancellationToken cancellationToken)
    {
        if (Set.KeptFrom is not { } kept || Bare(kept.Property) != typeof(DateTimeOffset))
        {
            return null;
        }

        var time = Expression.Lambda<Func<T, DateTimeOffset?>>(Expression.Convert(Column(kept.Property), typeof(DateTimeOffset?)), Row);
        return await Theirs(db, scope).MaxAsync(time, cancellationToken);
    }

    // What is past its time and hidden must go, too.
    private static IQueryable<T> All(DbContext db) => db.Set<T>().IgnoreQueryFilters();

    private IQueryable<T> Theirs(DbContext db, SubjectScope scope) => Set.RowsOf<T>(db, scope).IgnoreQueryFilters();

    private IQueryable<T> Except(IQueryable<T> rows, IReadOnlyCollection<string> held) =>
        held.Count == 0 ? rows : (IQueryable<T>)KeepOut.ExceptHeld(rows, Set, held);

    private static async Task<int> BlankAsync(
        DbContext db, IQueryable<T> rows, IReadOnlyList<IProperty> columns, CancellationToken cancellationToken)
    {
        var found = await rows.AsTracking().ToListAsync(cancellationToken);
        foreach (var entry in found.Select(row => db.Entry(row)))
        {
            foreach (var column in columns)
            {
                entry.CurrentValues[column] = Nothing(column);
            }
        }

        var changed = db.ChangeTracker.Entries().Count(entry => entry.State == EntityState.Modified);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        return changed;
    }

    private static Type Bare(IProperty property) => Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;

    private static MemberExpression Column(IProperty property) => Expression.Property(Row, property.PropertyInfo!);

    private static MethodCallExpression Among<TValue>(IProperty property, TValue[] values)
        where TValue : struct => Bare(property) == property.ClrType
        ? Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(TValue)], Expression.Constant(values), Column(property))
        : Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [typeof(TValue?)],
            Expression.Constant(values.Select(value => (TValue?)value).ToArray()), Column(property));

    private static MethodCallExpression Holds(IProperty property, string text) =>
        Expression.Call(Column(property), nameof(string.Contains), null, Expression.Constant(text));

    private static Expression<Func<T, bool>> Any(IEnumerable<Expression> conditions) =>
        Expression.Lambda<Func<T, bool>>(conditions.Aggregate(Expression.OrElse), Row);
}
