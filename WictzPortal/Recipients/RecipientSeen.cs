using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>That an account's data went to a recipient, and from when to when: the answer that outlives the request log.</summary>
internal sealed class RecipientSeen
{
    private RecipientSeen() { }

    [Subject(SubjectKind.AccountNumber)]
    [Personal(DataCategory.CustomerTransaction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Access)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Access)]
    public int RecipientId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Access)]
    public DateOnly FirstOn { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Access)]
    public DateOnly LastOn { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<RecipientSeen>
    {
        public void Configure(EntityTypeBuilder<RecipientSeen> seen)
        {
            seen.ToTable("recipients_seen");
            seen.HasKey(s => new { s.AccountNumber, s.RecipientId });
        }
    }
}

/// <summary>An account's data went to a recipient on a day (UTC).</summary>
public readonly record struct Sighting(long AccountNumber, int RecipientId, DateOnly On);

/// <summary>A recipient that an account's data went to.</summary>
public sealed record SeenRecipient(RecipientEntry Recipient, DateOnly FirstOn, DateOnly LastOn);

/// <summary>
/// Writes down which recipients an account's data went to. One row per pair, written once a day at most, so it costs calls nothing:
/// whoever moves finished calls asks <see cref="IsKnown"/> for each, and writes the few that are not.
/// </summary>
public sealed class RecipientsSeen(IDbContextFactory<PortalDb> databases, RecipientBook book)
{
    private readonly ConcurrentDictionary<Sighting, bool> _known = new();
    private DateOnly _newest;

    /// <summary>Whether this process has written it already. In memory.</summary>
    public bool IsKnown(in Sighting sighting) => _known.ContainsKey(sighting);

    /// <summary>Writes in the caller's transaction. Safe to repeat, in any order of days, and on several nodes.</summary>
    public static async Task WriteAsync(PortalDb db, IEnumerable<Sighting> sightings, CancellationToken cancellationToken)
    {
        // In one order on all nodes, so that none waits for another's row while it holds that one's next.
        foreach (var (account, recipient, on) in sightings.Distinct().OrderBy(s => s.AccountNumber).ThenBy(s => s.RecipientId).ThenBy(s => s.On))
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO recipients_seen ("AccountNumber", "RecipientId", "FirstOn", "LastOn") VALUES ({account}, {recipient}, {on}, {on})
                ON CONFLICT ("AccountNumber", "RecipientId") DO UPDATE SET
                    "FirstOn" = CASE WHEN excluded."FirstOn" < recipients_seen."FirstOn" THEN excluded."FirstOn" ELSE recipients_seen."FirstOn" END,
                    "LastOn" = CASE WHEN excluded."LastOn" > recipients_seen."LastOn" THEN excluded."LastOn" ELSE recipients_seen."LastOn" END
                """,
                cancellationToken);
        }
    }

    /// <summary>After the commit: these need not be written again.</summary>
    public void Remember(IReadOnlyCollection<Sighting> sightings)
    {
        foreach (var sighting in sightings)
        {
            if (sighting.On > _newest)
            {
                _newest = sighting.On;
                _known.Clear();      // yesterday's are not asked for again
            }

            _known.TryAdd(sighting, true);
        }
    }

    /// <summary>To whom the data of these accounts went, the latest first.</summary>
    public async Task<IReadOnlyList<SeenRecipient>> OfAsync(IReadOnlyCollection<long> accountNumbers, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.RecipientsSeen.AsNoTracking().Where(s => accountNumbers.Contains(s.AccountNumber)).ToListAsync(cancellationToken);
        return [.. rows.GroupBy(s => s.RecipientId)
            .Where(same => book.Find(same.Key) is not null)
            .Select(same => new SeenRecipient(book.Find(same.Key)!, same.Min(s => s.FirstOn), same.Max(s => s.LastOn)))
            .OrderByDescending(seen => seen.LastOn).ThenBy(seen => seen.Recipient.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
