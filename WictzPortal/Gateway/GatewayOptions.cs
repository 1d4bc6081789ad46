using System.ComponentModel.DataAnnotations;
using WictzPortal.Keys;

namespace WictzPortal.Gateway;

/// <summary>Settings under <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The longest request body, in bytes. Default 32 MiB.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Deployments and credentials tried for one request, the first included. Default 3.</summary>
    [Range(1, 10)]
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Output tokens reserved for a model that states no maximum, when the request states none either. Default 4096.</summary>
    [Range(1, 1_000_000)]
    public int DefaultMaxOutputTokens { get; init; } = 4096;

    /// <summary>What happens upstream when the client hangs up; a key may say otherwise. Default <see cref="DisconnectPolicy.Stop"/>.</summary>
    public DisconnectPolicy OnDisconnect { get; init; } = DisconnectPolicy.Stop;

    [Required, Microsoft.Extensions.Options.ValidateObjectMembers]
    public GatewayTimeouts Timeouts { get; init; } = new();

    [Required, Microsoft.Extensions.Options.ValidateObjectMembers]
    public CircuitBreakerOptions CircuitBreaker { get; init; } = new();
}

/// <summary>Settings under <c>Gateway:Timeouts</c>. Each is enforced by itself.</summary>
internal sealed class GatewayTimeouts
{
    /// <summary>From sending an attempt to the first byte of its answer. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two reads of an answer. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The whole call, all attempts together. Default 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary>Settings under <c>Gateway:CircuitBreaker</c>.</summary>
internal sealed class CircuitBreakerOptions
{
    /// <summary>Whether deployments that keep failing are left out for a while. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Failures in a row that open the circuit of a deployment. Default 5.</summary>
    [Range(1, 1000)]
    public int Failures { get; init; } = 5;

    /// <summary>How long it stays open before one call may try again. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(30);
}
