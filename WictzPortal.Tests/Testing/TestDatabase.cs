using Microsoft.Data.Sqlite;
using Npgsql;

namespace WictzPortal.Tests.Testing;

/// <summary>Where one app under test keeps its data: a temporary folder, and on PostgreSQL a database of its own.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("PORTAL_TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    // To migrate takes most of an app's start, so the schema is made once in a test process and copied from then on.
    private static readonly Lazy<Task<TestDatabase>> Migrated = new(MigrateAsync);

    private readonly string _name = $"portal_{Guid.NewGuid():N}";
    private bool _isMigrated;
    private bool _isGone;

    private TestDatabase() { }

    /// <summary>Whether the tests run on the PostgreSQL server that <c>PORTAL_TEST_POSTGRES</c> names.</summary>
    public static bool IsPostgres => Server is not null;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("portal-test-").FullName;

    public IEnumerable<(string Key, string Value)> Settings
    {
        get
        {
            yield return ("Portal:DataDirectory", Directory);
            yield return ("Database:MigrateAtStart", _isMigrated ? "false" : "true");
            if (IsPostgres)
            {
                yield return ("Database:Provider", "PostgreSql");
                yield return ("ConnectionStrings:Portal", ConnectionString);
            }
        }
    }

    private string ConnectionString => $"{Server};Database={_name};Maximum Pool Size=40;Include Error Detail=true";

    /// <summary>A place without a schema: the app makes it when it starts.</summary>
    public static TestDatabase Empty() => new();

    /// <summary>A place with the schema and no data.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var migrated = await Migrated.Value;
        var copy = new TestDatabase { _isMigrated = true };
        if (IsPostgres)
        {
            await OnServerAsync($"CREATE DATABASE {copy._name} TEMPLATE {migrated._name} STRATEGY FILE_COPY");      // the quicker one
        }

        foreach (var file in System.IO.Directory.EnumerateFiles(migrated.Directory, "*.db"))
        {
            File.Copy(file, Path.Combine(copy.Directory, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>As if the disk with the data had died; the key store is on another. Nothing may be running.</summary>
    public async Task LoseDataAsync()
    {
        await CloseAsync();
        if (IsPostgres)
        {
            await using var database = new NpgsqlConnection(ConnectionString);
            await database.OpenAsync();
            await using var drop = new NpgsqlCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA request_log CASCADE", database);
            await drop.ExecuteNonQueryAsync();
        }

        foreach (var file in System.IO.Directory.EnumerateFiles(Directory).Where(file => Path.GetFileName(file).StartsWith("portal.db", StringComparison.Ordinal)
            || Path.GetFileName(file).StartsWith("requestlog.db", StringComparison.Ordinal)))
        {
            File.Delete(file);
        }

        if (System.IO.Directory.Exists(Path.Combine(Directory, "journal")))
        {
            System.IO.Directory.Delete(Path.Combine(Directory, "journal"), recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isGone, true))
        {
            return;      // of several nodes that could not start, another was faster
        }

        await CloseAsync();
        if (IsPostgres)
        {
            await OnServerAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>Makes the schema as a deployment does, by the verb.</summary>
    private static async Task<TestDatabase> MigrateAsync()
    {
        var database = new TestDatabase();
        string[] arguments = ["migrate", .. database.Settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        var exitCode = await Task.Run(() => typeof(Program).Assembly.EntryPoint!.Invoke(null, [arguments]));
        Assert.Equal(0, exitCode);
        await database.CloseAsync();
        NpgsqlConnection.ClearAllPools();      // the key store's is another; a database with a connection cannot be copied
        AppDomain.CurrentDomain.ProcessExit += (_, _) => database.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        return database;
    }

    /// <summary>Ends the connections that are kept for later.</summary>
    private async Task CloseAsync()
    {
        if (IsPostgres)
        {
            await using var pool = new NpgsqlConnection(ConnectionString);
            NpgsqlConnection.ClearPool(pool);
        }

        foreach (var file in System.IO.Directory.EnumerateFiles(Directory, "*.db"))
        {
            using var pool = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ToString());
            SqliteConnection.ClearPool(pool);
        }
    }

    private static async Task OnServerAsync(string statement)
    {
        await using var server = new NpgsqlConnection($"{Server};Database=postgres;Pooling=false");
        await server.OpenAsync();
        await using var command = new NpgsqlCommand(statement, server);
        await command.ExecuteNonQueryAsync();
    }
}
