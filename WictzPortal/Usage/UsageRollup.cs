using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>
/// The usage records of one account, key and model in one quarter of an hour (UTC), summed. Quarters, because every time zone's day is a
/// whole number of them. Written with the records, in one transaction, so the sums are exact. Calls without a record are in
/// <see cref="TrafficRollup"/>.
/// </summary>
internal sealed class UsageRollup
{
    private UsageRollup() { }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Aggregate365)]
    public DateTimeOffset QuarterAt { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid KeyId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public int ModelId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long Requests { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long Errors { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long InputTokens { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long CachedInputTokens { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long CacheWrite5mTokens { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long CacheWrite1hTokens { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long OutputTokens { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long ReasoningTokens { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long AudioInputTokens { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long AudioOutputTokens { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public Money Cost { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public Money Charged { get; private set; }

    /// <summary>The sums of some records; one row per account, quarter, key and model.</summary>
    public static IReadOnlyCollection<UsageRollup> Of(IEnumerable<UsageRecord> records)
    {
        var sums = new Dictionary<(long AccountNumber, DateTimeOffset QuarterAt, Guid KeyId, int ModelId), UsageRollup>();
        foreach (var record in records)
        {
            var quarterAt = Quarters.Of(record.At);
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(
                sums, (record.AccountNumber, quarterAt, record.KeyId, record.ModelId), out _);
            sum ??= new UsageRollup
            {
                AccountNumber = record.AccountNumber,
                QuarterAt = quarterAt,
                KeyId = record.KeyId,
                ModelId = record.ModelId,
            };
            sum.Add(record);
        }

        return sums.Values;
    }

    private void Add(UsageRecord record)
    {
        Requests++;
        Errors += record.Failed ? 1 : 0;
        InputTokens += record.InputTokens;
        CachedInputTokens += record.CachedInputTokens;
        CacheWrite5mTokens += record.CacheWrite5mTokens;
        CacheWrite1hTokens += record.CacheWrite1hTokens;
        OutputTokens += record.OutputTokens;
        ReasoningTokens += record.ReasoningTokens;
        AudioInputTokens += record.AudioInputTokens;
        AudioOutputTokens += record.AudioOutputTokens;
        Cost = new Money(Cost.Micros + record.Cost.Micros);
        Charged = new Money(Charged.Micros + record.Charged.Micros);
    }

    internal sealed class Table : IEntityTypeConfiguration<UsageRollup>
    {
        public void Configure(EntityTypeBuilder<UsageRollup> rollup)
        {
            rollup.ToTable("usage_rollups");
            rollup.HasKey(r => new { r.AccountNumber, r.QuarterAt, r.ModelId, r.KeyId });
        }
    }
}

/// <summary>Quarters of an hour.</summary>
internal static class Quarters
{
    private static readonly long Ticks = TimeSpan.FromMinutes(15).Ticks;

    public static DateTimeOffset Of(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Ticks), TimeSpan.Zero);
}
