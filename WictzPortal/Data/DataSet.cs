using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>A person with the accounts that are the person's alone.</summary>
/// <param name="UserId">The person.</param>
/// <param name="AccountIds">Accounts of which the person is the only owner.</param>
/// <param name="AccountNumbers">The pseudonymous numbers of the same accounts.</param>
public sealed record SubjectScope(Guid UserId, IReadOnlyList<Guid> AccountIds, IReadOnlyList<long> AccountNumbers)
{
    /// <summary>Everything the scope names by an id.</summary>
    public IReadOnlyList<Guid> Ids => [UserId, .. AccountIds];
}

/// <summary>The time from which rows of a table are kept, and how long.</summary>
public sealed record KeptFrom(IProperty Property, RetentionRule Rule, int Days);

/// <summary>One table: its columns with their marks, whose its rows are, and how long they stay.</summary>
public sealed class DataSet
{
    private static readonly MethodInfo RowsMethod = typeof(DataSet).GetMethod(nameof(RowsOfType), BindingFlags.NonPublic | BindingFlags.Instance)!;

    // Identity's own classes cannot bear attributes.
    private static readonly Dictionary<(Type, string), SubjectKind> Framework = new()
    {
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.Id))] = SubjectKind.User,
        [(typeof(IdentityUserToken<Guid>), nameof(IdentityUserToken<>.UserId))] = SubjectKind.User,
        [(typeof(IdentityUserPasskey<Guid>), nameof(IdentityUserPasskey<>.UserId))] = SubjectKind.User,
        [(typeof(IdentityUserRole<Guid>), nameof(IdentityUserRole<>.UserId))] = SubjectKind.User,
    };

    private readonly IReadOnlyList<(IProperty Property, SubjectKind Kind)> _subjects;

    private DataSet(Type store, IEntityType entity, IReadOnlyDictionary<IEntityType, DataSet> known)
    {
        (Store, Entity) = (store, entity);
        Properties = [.. entity.GetProperties().Select(p => (p, Marks.Of(p) ?? new Mark(null, "has no mark")))];
        _subjects = [.. from property in entity.GetProperties() let kind = SubjectOf(property) where kind is not null select (property, kind.Value)];
        PartOf = entity.GetProperties().FirstOrDefault(p => Attribute<PartOfAttribute>(p) is not null);
        Whole = PartOf is null ? null : known.Values.Single(s => s.Entity.ClrType == Attribute<PartOfAttribute>(PartOf)!.Parent);
        SecretUntil = entity.GetProperties().FirstOrDefault(p => Attribute<SecretUntilAttribute>(p) is not null);
        KeptFrom = (
            from property in entity.GetProperties()
            let mark = Attribute<KeptFromAttribute>(property)
            where mark is not null
            select new KeptFrom(property, mark.Rule, mark.Days)).SingleOrDefault();
    }

    /// <summary>The database: <see cref="PortalDb"/>, <see cref="RequestLogDb"/> or the key store's.</summary>
    public Type Store { get; }

    public IEntityType Entity { get; }

    public string Table => Entity.GetTableName()!;

    /// <summary>The folder that owns the table; <c>Data</c> for Identity's own.</summary>
    public string Folder => Entity.ClrType.Namespace?.Split('.') is ["WictzPortal", var folder, ..] ? folder : "Data";

    public IReadOnlyList<(IProperty Property, Mark Mark)> Properties { get; }

    public bool IsPersonal => Properties.Any(p => p.Mark.Personal is not null);

    /// <summary>The table that this one's rows are parts of.</summary>
    public DataSet? Whole { get; }

    /// <summary>The column that holds its key.</summary>
    public IProperty? PartOf { get; }

    /// <summary>Null where rows go with their account, with the record they are part of, or by their folder's own work.</summary>
    public KeptFrom? KeptFrom { get; }

    /// <summary>Why rows are in nobody's export and erasure; null where they are in somebody's.</summary>
    public string? NoSubjectBecause => Entity.ClrType.GetCustomAttribute<NoSubjectAttribute>()?.Why;

    /// <summary>What ends the rows, where it is not their age.</summary>
    public string? KeptWhile => Entity.ClrType.GetCustomAttribute<KeptWhileAttribute>()?.When;

    /// <summary>The one retention rule of the row .</summary>
    public RetentionRule Rule => KeptFrom?.Rule ?? Whole?.Rule
        ?? Properties.Select(p => p.Mark.Personal?.Rule).FirstOrDefault(r => r is not null) ?? RetentionRule.Transient;

    /// <summary>
    /// Whether erasure leaves the row, because a law asks for it: columns marked delete, shred or anonymise lose their value, the others stay.
    /// Otherwise the whole row goes.
    /// </summary>
    public bool IsKeptByLaw => Rule is RetentionRule.Billing10Years or RetentionRule.Evidence3Years;

    /// <summary>Whether rows are somebody's.</summary>
    public bool HasSubject => _subjects.Count > 0 || Whole?.HasSubject is true;

    /// <summary>The time until which the person is not told of a row; null where nothing of the table is ever secret.</summary>
    public IProperty? SecretUntil { get; }

    internal int Depth => Whole is null ? 0 : Whole.Depth + 1;

    /// <summary>The columns that make a row somebody's; empty where the record it is part of does.</summary>
    public IReadOnlyList<(IProperty Property, SubjectKind Kind)> Subjects => _subjects;

    /// <summary>The person's rows, of the entity's type.</summary>
    /// <param name="db">A context of <see cref="Store"/>.</param>
    public IQueryable RowsOf(DbContext db, SubjectScope scope) =>
        (IQueryable)RowsMethod.MakeGenericMethod(Entity.ClrType).Invoke(this, [db, scope])!;

    /// <summary>As <see cref="RowsOf"/>, for a caller that knows the type.</summary>
    public IQueryable<T> RowsOf<T>(DbContext db, SubjectScope scope)
        where T : class => RowsOfType<T>(db, scope);

    internal static DataSet Read(Type store, IEntityType entity, Dictionary<IEntityType, DataSet> known)
    {
        if (known.TryGetValue(entity, out var set))
        {
            return set;
        }

        foreach (var parent in entity.GetProperties().Select(p => Attribute<PartOfAttribute>(p)?.Parent).OfType<Type>())
        {
            Read(store, entity.Model.FindEntityType(parent)!, known);
        }

        return known[entity] = new DataSet(store, entity, known);
    }

    /// <summary>Whether a row is the person's.</summary>
    public Expression<Func<T, bool>> IsOf<T>(DbContext db, SubjectScope scope)
        where T : class
    {
        var row = Expression.Parameter(typeof(T), "row");
        var isTheirs = _subjects.Count > 0 ? _subjects.Select(Expression (s) => Names(row, s.Property, s.Kind, scope)).Aggregate(Expression.OrElse)
            : Whole is not null ? IsPart(row, db, scope)
            : Expression.Constant(false);
        return Expression.Lambda<Func<T, bool>>(isTheirs, row);
    }

    private IQueryable<T> RowsOfType<T>(DbContext db, SubjectScope scope)
        where T : class => db.Set<T>().Where(IsOf<T>(db, scope));

    private static MethodCallExpression Names(ParameterExpression row, IProperty property, SubjectKind kind, SubjectScope scope) => kind switch
    {
        SubjectKind.User => IsIn(row, property, new[] { scope.UserId }),
        SubjectKind.Account => IsIn(row, property, scope.AccountIds.ToArray()),
        SubjectKind.AccountNumber => IsIn(row, property, scope.AccountNumbers.ToArray()),
        _ => IsIn(row, property, scope.Ids.ToArray()),
    };

    private static MethodCallExpression IsIn<T>(ParameterExpression row, IProperty property, T[] values)
        where T : struct
    {
        var column = Expression.Property(row, property.PropertyInfo!);
        return Nullable.GetUnderlyingType(property.ClrType) is null
            ? Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(T)], Expression.Constant(values), column)
            : Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Contains), [typeof(T?)],
                Expression.Constant(values.Select(value => (T?)value).ToArray()), column);
    }

    // The parent's key is among the keys of the person's parent rows.
    private MethodCallExpression IsPart(ParameterExpression row, DbContext db, SubjectScope scope)
    {
        var parents = Whole!.RowsOf(db, scope);
        var key = Whole.Entity.FindPrimaryKey()!.Properties.Single();
        var parent = Expression.Parameter(Whole.Entity.ClrType, "parent");
        Expression column = Expression.Property(row, PartOf!.PropertyInfo!);
        var keys = Expression.Call(
            typeof(Queryable), nameof(Queryable.Select), [Whole.Entity.ClrType, PartOf.ClrType],
            parents.Expression,
            Expression.Quote(Expression.Lambda(Expression.Convert(Expression.Property(parent, key.PropertyInfo!), PartOf.ClrType), parent)));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [PartOf.ClrType], keys, column);
    }

    private static SubjectKind? SubjectOf(IProperty property) =>
        Attribute<SubjectAttribute>(property)?.Kind
        ?? (property.PropertyInfo?.DeclaringType is { } declaring && Framework.TryGetValue((declaring, property.Name), out var kind) ? kind : null);

    private static T? Attribute<T>(IProperty property)
        where T : Attribute => property.PropertyInfo?.GetCustomAttribute<T>();
}
