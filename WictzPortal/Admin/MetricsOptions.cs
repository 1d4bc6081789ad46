using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Admin;

/// <summary>Settings under <c>Metrics</c>.</summary>
internal sealed class MetricsOptions
{
    /// <summary>The bearer token that <c>/metrics</c> asks for. Default none: there is no such page.</summary>
    [MinLength(16)]
    public string? Token { get; init; }
}

/// <summary>Settings under <c>Otlp</c>.</summary>
internal sealed class OtlpOptions
{
    /// <summary>The OpenTelemetry collector that metrics are sent to, such as <c>http://localhost:4317</c>. Default none.</summary>
    [Url]
    public string? Endpoint { get; init; }
}
