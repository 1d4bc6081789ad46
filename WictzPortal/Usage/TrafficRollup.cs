using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>
/// What charts need and billing records must not know, by account, key, model and quarter of an hour: latencies, and the calls that
/// have no usage record because they were refused or failed before they cost anything. Written with the request log's rows, in
/// one transaction; statistics, since the log drops rows under pressure. Requests of a chart = these and those of <see cref="UsageRollup"/>.
/// </summary>
internal sealed class TrafficRollup
{
    private TrafficRollup() { }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset QuarterAt { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid KeyId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public int ModelId { get; private init; }

    /// <summary>Calls without a usage record.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long Unmetered { get; private init; }

    /// <summary>Those of <see cref="Unmetered"/> that were answered with an error.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long UnmeteredErrors { get; private init; }

    /// <summary>Successful calls that <see cref="DurationMilliseconds"/> sums over.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long Timed { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long DurationMilliseconds { get; private init; }

    /// <summary>Successful calls that <see cref="FirstByteMilliseconds"/> sums over.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long FirstBytes { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long FirstByteMilliseconds { get; private init; }

    public static IReadOnlyList<TrafficRollup> Of(IEnumerable<RequestLogDraft> rows) =>
    [
        .. rows.GroupBy(r => (r.AccountNumber, QuarterAt: Quarters.Of(r.At), r.KeyId, r.ModelId)).Select(group =>
        {
            var timed = group.Where(r => r is { Settled: true, Status: < 400 }).ToList();
            var firstBytes = timed.Where(r => r.FirstByte is not null).ToList();
            return new TrafficRollup
            {
                AccountNumber = group.Key.AccountNumber,
                QuarterAt = group.Key.QuarterAt,
                KeyId = group.Key.KeyId,
                ModelId = group.Key.ModelId,
                Unmetered = group.Count(r => !r.Settled),
                UnmeteredErrors = group.Count(r => r is { Settled: false, Status: >= 400 }),
                Timed = timed.Count,
                DurationMilliseconds = timed.Sum(r => (long)r.Duration.TotalMilliseconds),
                FirstBytes = firstBytes.Count,
                FirstByteMilliseconds = firstBytes.Sum(r => (long)r.FirstByte!.Value.TotalMilliseconds),
            };
        }),
    ];

    [StoredIn(typeof(RequestLogDb))]
    internal sealed class Table : IEntityTypeConfiguration<TrafficRollup>
    {
        public void Configure(EntityTypeBuilder<TrafficRollup> rollup)
        {
            rollup.ToTable("traffic_rollups");
            rollup.HasKey(r => new { r.AccountNumber, r.QuarterAt, r.ModelId, r.KeyId });
        }
    }
}
