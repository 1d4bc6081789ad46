using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>What erasure does with the rows of one table.</summary>
public enum Fate
{
    Deleted,

    /// <summary>A law keeps the row; what leads to the person is blanked or made unreadable.</summary>
    Kept,

    /// <summary>A legal hold keeps the row for now.</summary>
    Held,
}

/// <summary>A number of rows with the same fate.</summary>
/// <param name="Newest">The newest time that rows of it are kept from.</param>
internal sealed record ErasureLine(DataSet Set, Fate Fate, int Rows, DateTimeOffset? Newest = null);

/// <summary>Plans, erases and verifies over every table of the data map. Every step is safe to repeat.</summary>
internal sealed class ErasureEngine(DataMap map, KeepOut keepOut, Vault vault)
{
    private const int LongestText = 100;
    private const int ShortestText = 6;
    private const string KeyTable = "data_keys";

    private readonly Lazy<IReadOnlyList<ErasedTable>> _tables = new(() => [.. map.Sets.Select(ErasedTable.Of)]);

    /// <summary>How many tables are searched.</summary>
    public int Tables => _tables.Value.Count;

    /// <summary>What an erasure would do now. Changes nothing.</summary>
    public async Task<IReadOnlyList<ErasureLine>> PlanAsync(SubjectScope scope, CancellationToken cancellationToken)
    {
        var lines = new List<ErasureLine>();
        foreach (var table in _tables.Value.Where(t => t.Set.HasSubject))
        {
            await using var db = await map.OpenAsync(table.Set, cancellationToken);
            var rows = await table.CountAsync(db, scope, cancellationToken);
            if (rows == 0)
            {
                continue;
            }

            var held = await table.CountHeldAsync(db, scope, await keepOut.HeldKeysAsync(table.Set.Table, cancellationToken), cancellationToken);
            if (held > 0)
            {
                lines.Add(new ErasureLine(table.Set, Fate.Held, held));
            }

            if (rows > held)
            {
                var newest = table.Set.IsKeptByLaw ? await table.NewestAsync(db, scope, cancellationToken) : null;
                lines.Add(new ErasureLine(table.Set, table.Set.IsKeptByLaw ? Fate.Kept : Fate.Deleted, rows - held, newest));
            }
        }

        return lines;
    }

    /// <summary>Erases table by table, parts before what they are part of.</summary>
    /// <returns>The rows deleted or blanked, by table, as soon as they are.</returns>
    public async IAsyncEnumerable<(DataSet Set, int Rows)> EraseAsync(
        SubjectScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var table in _tables.Value)
        {
            await using var db = await map.OpenAsync(table.Set, cancellationToken);
            var held = await keepOut.HeldKeysAsync(table.Set.Table, cancellationToken);
            var rows = table.Set.HasSubject ? await table.EraseAsync(db, scope, held, cancellationToken) : 0;
            rows += await table.ForgetMentionsAsync(db, scope, held, cancellationToken);
            if (rows > 0)
            {
                yield return (table.Set, rows);
            }
        }
    }

    /// <summary>
    /// Looks in every column of every table for what must be nowhere any more. It does not ask whose a row is, so it also finds what the
    /// marks have missed.
    /// </summary>
    /// <returns>The first table that still holds some, with the number of rows; null when all is clean.</returns>
    /// <param name="facts">Whom to look for.</param>
    /// <param name="keysAreLeft">The person's data keys are still needed, so the key store names the person.</param>
    public async Task<string?> SearchAsync(ErasureFacts facts, bool keysAreLeft, CancellationToken cancellationToken)
    {
        foreach (var table in _tables.Value.Where(t => !keysAreLeft || t.Set.Table != KeyTable))
        {
            await using var db = await map.OpenAsync(table.Set, cancellationToken);
            var held = await keepOut.HeldKeysAsync(table.Set.Table, cancellationToken);
            if (await table.ResidueAsync(db, facts, held, cancellationToken) is > 0 and var rows)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{rows} left in {table.Set.Table}");
            }
        }

        return null;
    }

    /// <summary>Of the texts those that stand in no column kept by law, such as the hash of a request's address: of these not a byte may be left.</summary>
    public async Task<IReadOnlyList<string>> NotKeptAsync(IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var left = texts.ToList();
        foreach (var table in _tables.Value.Where(t => t.Set.IsKeptByLaw))
        {
            await using var db = await map.OpenAsync(table.Set, cancellationToken);
            foreach (var text in left.ToList())
            {
                if (await table.KeepsAsync(db, text, cancellationToken))
                {
                    left.Remove(text);
                }
            }
        }

        return left;
    }

    /// <summary>
    /// The texts by which to search: what identifies somebody and can be told from chance. That is what a row is found by, and sealed
    /// names and addresses with a digit or an at sign.
    /// </summary>
    public async Task<IReadOnlyList<string>> TextsOfAsync(SubjectScope scope, CancellationToken cancellationToken)
    {
        var texts = new HashSet<string>(scope.Ids.SelectMany(id => new[] { id.ToString("N"), id.ToString() }), StringComparer.Ordinal);
        foreach (var set in map.Sets.Where(s => s.HasSubject && !s.IsKeptByLaw))
        {
            var columns = set.Properties.Where(p => p.Property.PropertyInfo is not null && (
                p.Mark.Personal is { Category: DataCategory.Identity or DataCategory.Contact } && IsSealed(p.Property.ClrType)
                || p.Property.ClrType == typeof(string) && p.Property.GetContainingIndexes().Any(index => index.IsUnique))).ToList();
            if (columns.Count == 0)
            {
                continue;
            }

            await using var db = await map.OpenAsync(set, cancellationToken);
            foreach (var row in await set.RowsOf(db, scope).Cast<object>().IgnoreQueryFilters().AsNoTracking().ToListAsync(cancellationToken))
            {
                foreach (var value in columns.Select(column => column.Property.PropertyInfo!.GetValue(row)))
                {
                    var text = value is Sealed sealedValue ? await OpenAsync(scope, sealedValue, cancellationToken) : value as string;
                    if (text is { Length: >= ShortestText and <= LongestText } && text.Any(c => char.IsDigit(c) || c == '@'))
                    {
                        texts.Add(text);
                    }
                }
            }
        }

        return [.. texts];
    }

    private static bool IsSealed(Type type) => type == typeof(Sealed) || type == typeof(Sealed?);

    // The row's own subject is one of the scope's; only the right key opens it.
    private async Task<string?> OpenAsync(SubjectScope scope, Sealed value, CancellationToken cancellationToken)
    {
        foreach (var subject in scope.Ids)
        {
            try
            {
                if (await vault.OpenAsync(subject, value, Purpose.LegalObligation, cancellationToken) is { } plain)
                {
                    return plain;
                }
            }
            catch (CryptographicException)
            {
            }
        }

        return null;
    }
}
