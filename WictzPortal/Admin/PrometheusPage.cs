using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace WictzPortal.Admin;

/// <summary>Adds up what the process measures and writes it as a page for Prometheus.</summary>
internal sealed class PrometheusPage : IHostedService, IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The meters that are read, by the start of their names.</summary>
    public static readonly IReadOnlyList<string> Meters =
        ["Wictz.", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricSeries> _series = [];

    public PrometheusPage()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Any(meter => instrument.Meter.Name.StartsWith(meter, StringComparison.Ordinal)))
            {
                // Two instruments of one name, as the hosts of two tests make them, share one series.
                listener.EnableMeasurementEvents(instrument, _series.GetOrAdd(MetricSeries.NameOf(instrument), _ => new MetricSeries(instrument)));
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((MetricSeries)state!).Add(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((MetricSeries)state!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((MetricSeries)state!).Add(value, tags));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var page = new StringBuilder();
        foreach (var (_, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            series.Write(page);
        }

        return page.ToString();
    }

    public void Dispose() => _listener.Dispose();
}
