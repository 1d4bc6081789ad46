using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace WictzPortal.Usage;

/// <summary>A table as the bulk writer sees it: its columns with the way from an entity to their stored form. Kept with the model.</summary>
internal sealed class BulkTable
{
    private readonly IEntityType _entity;
    private readonly string _name;

    private BulkTable(IEntityType entity)
    {
        _entity = entity;
        _name = string.Join('.', new[] { entity.GetSchema(), entity.GetTableName() }.OfType<string>().Select(Quoted));
        Row = Expression.Parameter(entity.ClrType, "row");
        Columns = [.. entity.GetProperties().Select(property => new BulkColumn(property, Row))];
    }

    public ParameterExpression Row { get; }

    public IReadOnlyList<BulkColumn> Columns { get; }

    public static BulkTable Of(DbContext db, Type type)
    {
        var entity = db.Model.FindEntityType(type)!;
        return entity.GetOrAddRuntimeAnnotationValue("Usage:BulkTable", known => new BulkTable(known!), entity);
    }

    public SqliteInsert<T> OnSqlite<T>(bool addUp) => Kept(addUp, table => new SqliteInsert<T>(table, addUp));

    public PostgresInsert<T> OnPostgres<T>(bool addUp) => Kept(addUp, table => new PostgresInsert<T>(table, addUp));

    /// <param name="values">What stands for the row's values, one text a column or one for all.</param>
    public string InsertSql(string values, bool addUp) =>
        $"INSERT INTO {_name} ({string.Join(", ", Columns.Select(column => column.Quoted))}) {values}{(addUp ? AddUp() : "")}";

    private static string Quoted(string name) => $"\"{name}\"";

    private TInsert Kept<TInsert>(bool addUp, Func<BulkTable, TInsert> make) =>
        _entity.GetOrAddRuntimeAnnotationValue(addUp ? "Usage:BulkAddUp" : "Usage:BulkInsert", table => make(table!), this);

    private string AddUp()
    {
        var key = _entity.FindPrimaryKey()!.Properties.Select(property => Quoted(property.GetColumnName())).ToList();
        var table = Quoted(_entity.GetTableName()!);
        var sums = Columns.Select(column => column.Quoted).Except(key).Select(column => $"{column} = {table}.{column} + excluded.{column}");
        return $" ON CONFLICT ({string.Join(", ", key)}) DO UPDATE SET {string.Join(", ", sums)}";
    }
}

/// <summary>A column, and the expression that makes its stored form of an entity.</summary>
internal sealed class BulkColumn
{
    public BulkColumn(IProperty property, ParameterExpression row)
    {
        Quoted = $"\"{property.GetColumnName()}\"";
        StoreType = property.GetColumnType().Split('(')[0];
        Stored = StoredForm(Expression.Property(row, property.PropertyInfo!), property.GetTypeMapping().Converter?.ConvertToProviderExpression);
    }

    public string Quoted { get; }

    /// <summary>Without its length.</summary>
    public string StoreType { get; }

    /// <summary>Of a nullable type where the column is.</summary>
    public Expression Stored { get; }

    private static Expression StoredForm(Expression value, LambdaExpression? convert)
    {
        if (convert is null || convert.Parameters[0].Type == value.Type)
        {
            return AsSmallint(convert is null ? value : Expression.Invoke(convert, value));
        }

        // A converter of what is never null, for a property that may be.
        var converted = AsSmallint(Expression.Invoke(convert, Expression.Property(value, "Value")));
        var type = converted.Type.IsValueType ? typeof(Nullable<>).MakeGenericType(converted.Type) : converted.Type;
        return Expression.Condition(Expression.Property(value, "HasValue"), Expression.Convert(converted, type), Expression.Default(type));
    }

    // PostgreSQL has no type of one byte, and would take an array of them for one bytea.
    private static Expression AsSmallint(Expression value) => value.Type == typeof(byte) ? Expression.Convert(value, typeof(short)) : value;
}
