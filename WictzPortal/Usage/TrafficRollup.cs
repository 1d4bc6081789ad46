using System.Runtime.InteropServices;
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
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Aggregate365)]
    public DateTimeOffset QuarterAt { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid KeyId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public int ModelId { get; private init; }

    /// <summary>Calls without a usage record.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long Unmetered { get; private set; }

    /// <summary>Those of <see cref="Unmetered"/> that were answered with an error.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long UnmeteredErrors { get; private set; }

    /// <summary>Those of <see cref="Unmetered"/> that reached a provider: they count against limits of requests.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long UnmeteredSent { get; private set; }

    /// <summary>Successful calls that <see cref="DurationMilliseconds"/> sums over.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long Timed { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long DurationMilliseconds { get; private set; }

    /// <summary>Successful calls that <see cref="FirstByteMilliseconds"/> sums over.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long FirstBytes { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Portable)]
    public long FirstByteMilliseconds { get; private set; }

    public static IReadOnlyCollection<TrafficRollup> Of(IEnumerable<RequestLogDraft> rows)
    {
        var sums = new Dictionary<(long AccountNumber, DateTimeOffset QuarterAt, Guid KeyId, int ModelId), TrafficRollup>();
        foreach (var row in rows)
        {
            var quarterAt = Quarters.Of(row.At);
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (row.AccountNumber, quarterAt, row.KeyId, row.ModelId), out _);
            sum ??= new TrafficRollup { AccountNumber = row.AccountNumber, QuarterAt = quarterAt, KeyId = row.KeyId, ModelId = row.ModelId };
            sum.Add(row);
        }

        return sums.Values;
    }

    private void Add(in RequestLogDraft row)
    {
        if (!row.Settled)
        {
            Unmetered++;
            UnmeteredErrors += row.Status >= 400 ? 1 : 0;
            UnmeteredSent += row.DeploymentId != 0 ? 1 : 0;
        }
        else if (row.Status < 400)
        {
            Timed++;
            DurationMilliseconds += (long)row.Duration.TotalMilliseconds;
            FirstBytes += row.FirstByte is null ? 0 : 1;
            FirstByteMilliseconds += (long)row.FirstByte.GetValueOrDefault().TotalMilliseconds;
        }
    }

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
