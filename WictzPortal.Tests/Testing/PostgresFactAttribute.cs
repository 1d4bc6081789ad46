namespace WictzPortal.Tests.Testing;

/// <summary>A test of several nodes, which share a PostgreSQL database; on SQLite there is one process only.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = TestDatabase.IsPostgres ? null : "Nodes share a PostgreSQL database.";
}
