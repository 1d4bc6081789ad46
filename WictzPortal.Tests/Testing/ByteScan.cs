using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace WictzPortal.Tests.Testing;

/// <summary>
/// Looks for texts in all bytes that an application has written: every file of its data directory, and on PostgreSQL the files of its
/// database and the write-ahead log. A scan that does not find what must be there proves nothing, so each scan has a control.
/// </summary>
internal static class ByteScan
{
    /// <returns>Where each text was found, as <c>text in file (encoding)</c>; empty when nowhere.</returns>
    public static Task<IReadOnlyList<string>> FindAsync(PortalApp app, IReadOnlyCollection<string> texts) => FindAsync(FilesAsync(app, withServer: true), texts);

    /// <summary>As <see cref="FindAsync(PortalApp, IReadOnlyCollection{string})"/>, without the files of a PostgreSQL server.</summary>
    public static Task<IReadOnlyList<string>> FindInFilesAsync(PortalApp app, IReadOnlyCollection<string> texts) =>
        FindAsync(FilesAsync(app, withServer: false), texts);

    private static async Task<IReadOnlyList<string>> FindAsync(IAsyncEnumerable<(string Name, byte[] Bytes)> files, IReadOnlyCollection<string> texts)
    {
        var found = new List<string>();
        await foreach (var (name, bytes) in files)
        {
            found.AddRange(
                from text in texts
                from form in Encodings(text)
                where bytes.AsSpan().IndexOf(form.Bytes) >= 0
                select $"{text} in {name} ({form.Name})");
        }

        return found;
    }

    /// <summary>Every file of the data directory, without the lock: that is empty, and nobody else may open it.</summary>
    public static IEnumerable<string> Files(PortalApp app) => Directory
        .EnumerateFiles(app.DataDirectory, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "portal.lock");

    private static IEnumerable<(string Name, byte[] Bytes)> Encodings(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        yield return ("UTF-8", utf8);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(text));
        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));
        yield return ("URL", Encoding.ASCII.GetBytes(Uri.EscapeDataString(text)));
        yield return ("JSON", Encoding.ASCII.GetBytes(System.Text.Json.JsonSerializer.Serialize(text).Trim('"')));
        for (var shift = 0; shift < 3; shift++)
        {
            // Of the three alignments, only the digits that depend on nothing but the text.
            var base64 = Convert.ToBase64String([.. new byte[shift], .. utf8]);
            var from = shift == 0 ? 0 : 4;
            yield return ($"base64+{shift}", Encoding.ASCII.GetBytes(base64[from..(base64.TrimEnd('=').Length - 2)]));
        }
    }

    private static async IAsyncEnumerable<(string Name, byte[] Bytes)> FilesAsync(PortalApp app, bool withServer)
    {
        foreach (var file in Files(app))
        {
            yield return (Path.GetRelativePath(app.DataDirectory, file), await TestFiles.ReadAsync(file));
        }

        if (!TestDatabase.IsPostgres || !withServer)
        {
            yield break;
        }

        await using var db = app.OpenDb();
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync();
        await ExecuteAsync(connection, "CHECKPOINT");
        const string list = """
            SELECT folder || '/' || name FROM (
              SELECT 'base/' || oid AS folder, pg_ls_dir('base/' || oid) AS name FROM pg_database WHERE datname = current_database()
              UNION ALL
              SELECT 'pg_wal', name FROM pg_ls_waldir()) AS files
            """;
        foreach (var path in await ReadAsync(connection, list, reader => reader.GetString(0)))
        {
            var bytes = await ReadAsync(connection, $"SELECT pg_read_binary_file('{path}', 0, 268435456, true)", reader => reader.IsDBNull(0) ? [] : reader.GetFieldValue<byte[]>(0));
            yield return (path, Assert.Single(bytes));
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
