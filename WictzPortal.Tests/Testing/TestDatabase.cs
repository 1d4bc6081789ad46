using Microsoft.Data.Sqlite;
using Npgsql;

namespace WictzPortal.Tests.Testing;

/// <summary>Where one app under test keeps its data: a temporary folder, and on PostgreSQL a database of its own.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("PORTAL_TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    private readonly string _name = $"portal_{Guid.NewGuid():N}";

    /// <summary>Whether the tests run on the PostgreSQL server that <c>PORTAL_TEST_POSTGRES</c> names.</summary>
    public static bool IsPostgres => Server is not null;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("portal-test-").FullName;

    public IEnumerable<(string Key, string Value)> Settings => IsPostgres
        ? [
            ("Portal:DataDirectory", Directory),
            ("Database:Provider", "PostgreSql"),
            ("ConnectionStrings:Portal", ConnectionString),
        ]
        : [("Portal:DataDirectory", Directory)];

    private string ConnectionString => $"{Server};Database={_name};Maximum Pool Size=40;Include Error Detail=true";

    public async ValueTask DisposeAsync()
    {
        if (IsPostgres)
        {
            await using (var pool = new NpgsqlConnection(ConnectionString))
            {
                NpgsqlConnection.ClearPool(pool);
            }

            await using var server = new NpgsqlConnection($"{Server};Database=postgres;Pooling=false");
            await server.OpenAsync();
            await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", server);
            await drop.ExecuteNonQueryAsync();
        }

        foreach (var file in System.IO.Directory.EnumerateFiles(Directory, "*.db"))
        {
            using var pool = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ToString());
            SqliteConnection.ClearPool(pool);
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
