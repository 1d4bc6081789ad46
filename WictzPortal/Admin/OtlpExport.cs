using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace WictzPortal.Admin;

/// <summary>
/// Sends metrics to an OpenTelemetry collector. Metrics only: a trace of a request would carry its address, and with it
/// whatever a client writes there.
/// </summary>
internal sealed class OtlpExport(IOptions<OtlpOptions> options) : IHostedService, IDisposable
{
    private MeterProvider? _meters;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meters = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("wictz-portal"))
            .AddMeter([.. PrometheusPage.Meters.Select(meter => $"{meter}*")])
            .AddOtlpExporter(exporter =>
            {
                exporter.Endpoint = new Uri(options.Value.Endpoint!);
                exporter.Protocol = OtlpExportProtocol.Grpc;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _meters?.Dispose();
        _meters = null;
    }
}
