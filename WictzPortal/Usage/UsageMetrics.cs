using System.Diagnostics.Metrics;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>The meter of settlement, journal and request log. No account, key or person is a label.</summary>
public sealed class UsageMetrics
{
    private readonly Counter<long> _loss;
    private readonly Counter<long> _expanded;
    private readonly Counter<long> _logDropped;

    public UsageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Wictz.Usage");
        _loss = meter.CreateCounter<long>("wictz.usage.our_loss", "{micro}", "Usage that no credit covered.");
        _expanded = meter.CreateCounter<long>("wictz.usage.expanded", "{record}", "Records moved from the journal into the ledger.");
        _logDropped = meter.CreateCounter<long>("wictz.request_log.dropped", "{row}", "Request log rows dropped because the writer lagged or failed.");
    }

    internal void Lost(Money amount) => _loss.Add(amount.Micros);

    internal void Expanded(int records) => _expanded.Add(records);

    internal void LogDropped(int rows = 1) => _logDropped.Add(rows);
}
