using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Privacy;

/// <summary>What was written of one table.</summary>
/// <param name="Newest">The latest time that the retention of a row counts from.</param>
internal sealed record WrittenTable(IReadOnlyList<PackedEntry> Files, long Rows, DateTimeOffset? Newest)
{
    /// <summary>When the newest row goes; null where rows go with the account, and where there is none.</summary>
    public DateOnly? EndOf(PackageTable table) =>
        table.Set.KeptFrom is { } kept && Newest is { } newest ? LegalCodes.EndOf(kept.Rule, kept.Days, newest) : null;
}

/// <summary>Writes one table twice: as CSV for spreadsheets and as JSON for programs, row by row.</summary>
internal static class TableWriter
{
    /// <summary>Above it, JSON comes as one object a line, which a program can read without holding all of it.</summary>
    public const int MostRowsInOneArray = 50_000;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task<WrittenTable> WriteAsync(
        PackageWriter package, PackageTable table, RowReader reader, DbContext db, CancellationToken cancellationToken)
    {
        var newest = (DateTimeOffset?)null;
        var kept = table.Columns.ToList().FindIndex(c => c.Property == table.Set.KeptFrom?.Property);
        var path = $"{table.Folder}/{table.Name}";
        var csv = await package.AddAsync($"{path}.csv", "text/csv; charset=utf-8", async stream =>
        {
            // With a byte order mark: without it spreadsheets take Turkish letters for others.
            var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);
            await using var words = new StreamWriter(stream, encoding, leaveOpen: true) { NewLine = "\r\n" };
            await words.WriteLineAsync(string.Join(',', table.Columns.Select(c => c.Name)));
            var rows = 0L;
            await foreach (var cells in reader.ReadAsync(db, table, cancellationToken))
            {
                rows++;
                newest = kept >= 0 && cells[kept] is DateTimeOffset at && !(at <= newest) ? at : newest;
                await words.WriteLineAsync(string.Join(',', cells.Select(Cells.Csv)));
            }

            return rows;
        }, cancellationToken);

        var isArray = csv.Rows <= MostRowsInOneArray;
        var json = await package.AddAsync(
            isArray ? $"{path}.json" : $"{path}.ndjson", isArray ? "application/json" : "application/x-ndjson",
            stream => WriteJsonAsync(stream, table, reader.ReadAsync(db, table, cancellationToken), isArray, cancellationToken),
            cancellationToken);
        var live = await reader.CountAsync(db, table, cancellationToken);
        return csv.Rows == live && json.Rows == live ? new WrittenTable([csv, json], live, newest)
            : throw new InvalidOperationException($"Of {live} rows of {table.Name}, {csv.Rows} and {json.Rows} were written.");
    }

    private static async Task<long?> WriteJsonAsync(
        Stream stream, PackageTable table, IAsyncEnumerable<object?[]> rows, bool isArray, CancellationToken cancellationToken)
    {
        var (line, written) = (new ArrayBufferWriter<byte>(), 0L);
        await stream.WriteAsync(isArray ? "[\n"u8.ToArray() : [], cancellationToken);
        await foreach (var cells in rows.WithCancellation(cancellationToken))
        {
            line.ResetWrittenCount();
            line.Write(written++ == 0 ? [] : isArray ? ",\n"u8 : "\n"u8);
            await using (var json = new Utf8JsonWriter(line, Json))
            {
                json.WriteStartObject();
                for (var i = 0; i < cells.Length; i++)
                {
                    json.WritePropertyName(table.Columns[i].Name);
                    Cells.WriteJson(json, cells[i]);
                }

                json.WriteEndObject();
            }

            await stream.WriteAsync(line.WrittenMemory, cancellationToken);
        }

        await stream.WriteAsync(isArray ? "\n]\n"u8.ToArray() : "\n"u8.ToArray(), cancellationToken);
        return written;
    }
}
