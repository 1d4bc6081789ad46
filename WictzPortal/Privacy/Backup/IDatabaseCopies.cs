using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>Copies databases to files while the portal serves, and back while it does not.</summary>
internal interface IDatabaseCopies
{
    /// <summary>Writes copies of one instant each into the folder and checks them.</summary>
    Task CopyAsync(BackupKind kind, string folder, CancellationToken cancellationToken);

    /// <returns>Why nothing can be restored here; null where it can.</returns>
    Task<string?> HindranceAsync(BackupKind kind, CancellationToken cancellationToken);

    /// <summary>Checks the copies and puts them in their place.</summary>
    Task PlaceAsync(BackupKind kind, string folder, CancellationToken cancellationToken);
}

/// <summary>SQLite files: <c>VACUUM INTO</c> reads one instant, blocks no writer, and leaves out the remains of what was deleted.</summary>
internal sealed class SqliteCopies(DataFolder data) : IDatabaseCopies
{
    private static readonly string[] DataFiles = ["portal.db", "requestlog.db"];
    private static readonly string[] KeyFiles = ["keystore.db"];

    public async Task CopyAsync(BackupKind kind, string folder, CancellationToken cancellationToken)
    {
        foreach (var file in FilesOf(kind))
        {
            await using var source = Connect(data.File(file));
            await source.OpenAsync(cancellationToken);
            await using var copy = source.CreateCommand();
            copy.CommandText = "VACUUM INTO $path";
            copy.Parameters.AddWithValue("$path", Path.Combine(folder, file));
            await copy.ExecuteNonQueryAsync(cancellationToken);
            await CheckAsync(Path.Combine(folder, file), cancellationToken);
        }
    }

    public Task<string?> HindranceAsync(BackupKind kind, CancellationToken cancellationToken) => Task.FromResult(
        FilesOf(kind).FirstOrDefault(file => File.Exists(data.File(file))) is { } there
            ? $"{data.File(there)} is there. Move it away first, and its -wal and -shm files with it; nothing is overwritten."
        : kind is BackupKind.Data && Directory.EnumerateFileSystemEntries(data.Folder("journal")).Any()
            ? $"{data.Folder("journal")} is not empty: it belongs to other data. Move it away first."
        : kind is BackupKind.Data && !File.Exists(data.File(KeyFiles[0]))
            ? "The key store is missing, and only it can open the data. Restore it first."
        : null);

    public async Task PlaceAsync(BackupKind kind, string folder, CancellationToken cancellationToken)
    {
        foreach (var file in FilesOf(kind))
        {
            await CheckAsync(Path.Combine(folder, file), cancellationToken);
        }

        foreach (var file in FilesOf(kind))
        {
            File.Move(Path.Combine(folder, file), data.File(file));
        }
    }

    private static string[] FilesOf(BackupKind kind) => kind is BackupKind.Data ? DataFiles : KeyFiles;

    private static SqliteConnection Connect(string path) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());

    private static async Task CheckAsync(string path, CancellationToken cancellationToken)
    {
        await using var copy = Connect(path);
        await copy.OpenAsync(cancellationToken);
        await using var check = copy.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        if (await check.ExecuteScalarAsync(cancellationToken) is not "ok")
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is damaged.");
        }
    }
}

/// <summary>PostgreSQL by its own tools, which must be installed.</summary>
internal sealed class PostgresCopies(IConfiguration configuration, IOptions<BackupOptions> options) : IDatabaseCopies
{
    private const string Dump = "database.dump";
    private const string KeySchema = "key_store";

    public async Task CopyAsync(BackupKind kind, string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, Dump);
        await RunAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", $"--file={file}", SchemaOf(kind)], cancellationToken);
        await RunAsync("pg_restore", ["--list", file], cancellationToken);
    }

    public async Task<string?> HindranceAsync(BackupKind kind, CancellationToken cancellationToken)
    {
        await using var database = new NpgsqlConnection(configuration.GetConnectionString("Portal"));
        await database.OpenAsync(cancellationToken);
        var hasKeys = await CountAsync(database, $"table_schema = '{KeySchema}'", cancellationToken) > 0;
        var hasData = await CountAsync(database, $"table_schema NOT IN ('{KeySchema}', 'pg_catalog', 'information_schema')", cancellationToken) > 0;
        return kind is BackupKind.Data && hasData || kind is BackupKind.Keys && hasKeys
            ? "The database has tables already. Restore into one that has none; nothing is overwritten."
        : kind is BackupKind.Data && !hasKeys
            ? "The key store is missing, and only it can open the data. Restore it first."
        : null;
    }

    public Task PlaceAsync(BackupKind kind, string folder, CancellationToken cancellationToken) => RunAsync(
        "pg_restore",
        ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", $"--dbname={Target().Database}", Path.Combine(folder, Dump)],
        cancellationToken);

    private static string SchemaOf(BackupKind kind) => kind is BackupKind.Data ? $"--exclude-schema={KeySchema}" : $"--schema={KeySchema}";

    // As libpq calls it.
    private static string ModeOf(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };

    private NpgsqlConnectionStringBuilder Target() => new(configuration.GetConnectionString("Portal"));

    private static async Task<long> CountAsync(NpgsqlConnection database, string condition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM information_schema.tables WHERE {condition}", database);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task RunAsync(string tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var target = Target();
        var start = new ProcessStartInfo(options.Value.PostgresTools is { } folder ? Path.Combine(folder, tool) : tool, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment =
            {
                // Not among the arguments, where every user of the machine reads them.
                ["PGHOST"] = target.Host, ["PGPORT"] = $"{target.Port}", ["PGUSER"] = target.Username, ["PGPASSWORD"] = target.Password,
                ["PGDATABASE"] = target.Database, ["PGSSLMODE"] = ModeOf(target.SslMode),
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} could not be started.");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidDataException($"{tool} ended with {process.ExitCode}: {(await errors).Split('\n')[0]}");
        }
    }
}
