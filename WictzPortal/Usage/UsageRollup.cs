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
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset QuarterAt { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid KeyId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public int ModelId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long Requests { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long Errors { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long InputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long CachedInputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long CacheWrite5mTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long CacheWrite1hTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long OutputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long ReasoningTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long AudioInputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long AudioOutputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public Money Cost { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public Money Charged { get; private init; }

    /// <summary>The sums of some records; one row per account, quarter, key and model.</summary>
    public static IReadOnlyList<UsageRollup> Of(IEnumerable<UsageRecord> records) =>
    [
        .. records.GroupBy(r => (r.AccountNumber, QuarterAt: Quarters.Of(r.At), r.KeyId, r.ModelId)).Select(group => new UsageRollup
        {
            AccountNumber = group.Key.AccountNumber,
            QuarterAt = group.Key.QuarterAt,
            KeyId = group.Key.KeyId,
            ModelId = group.Key.ModelId,
            Requests = group.Count(),
            Errors = group.Count(r => r.Failed),
            InputTokens = group.Sum(r => r.InputTokens),
            CachedInputTokens = group.Sum(r => r.CachedInputTokens),
            CacheWrite5mTokens = group.Sum(r => r.CacheWrite5mTokens),
            CacheWrite1hTokens = group.Sum(r => r.CacheWrite1hTokens),
            OutputTokens = group.Sum(r => r.OutputTokens),
            ReasoningTokens = group.Sum(r => r.ReasoningTokens),
            AudioInputTokens = group.Sum(r => r.AudioInputTokens),
            AudioOutputTokens = group.Sum(r => r.AudioOutputTokens),
            Cost = new Money(group.Sum(r => r.Cost.Micros)),
            Charged = new Money(group.Sum(r => r.Charged.Micros)),
        }),
    ];

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
