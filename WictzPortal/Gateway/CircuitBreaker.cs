using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace WictzPortal.Gateway;

/// <summary>
/// Leaves out a deployment that keeps failing by its provider's fault. What a client caused (a bad request, hanging up, a limit of its
/// own) never counts.
/// </summary>
internal sealed class CircuitBreaker(IOptions<GatewayOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<int, Circuit> _circuits = new();

    /// <returns>Whether the deployment may be called now. After its pause it may, and the next failure opens the circuit again.</returns>
    public bool Allows(int deploymentId) =>
        !options.Value.CircuitBreaker.Enabled || !_circuits.TryGetValue(deploymentId, out var circuit)
        || Volatile.Read(ref circuit.OpenUntil) <= clock.GetTimestamp();

    public void Succeeded(int deploymentId)
    {
        if (_circuits.TryGetValue(deploymentId, out var circuit) && Volatile.Read(ref circuit.Failures) != 0)
        {
            Volatile.Write(ref circuit.Failures, 0);
            Volatile.Write(ref circuit.OpenUntil, 0);
        }
    }

    public void Failed(int deploymentId)
    {
        var circuit = _circuits.GetOrAdd(deploymentId, _ => new Circuit());
        if (Interlocked.Increment(ref circuit.Failures) >= options.Value.CircuitBreaker.Failures)
        {
            Volatile.Write(ref circuit.OpenUntil, clock.GetTimestamp() + OpenFor);
        }
    }

    private long OpenFor => (long)(options.Value.CircuitBreaker.OpenFor.TotalSeconds * clock.TimestampFrequency);

    private sealed class Circuit
    {
        public int Failures;
        public long OpenUntil;
    }
}
