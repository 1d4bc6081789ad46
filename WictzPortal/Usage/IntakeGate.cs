using Microsoft.Extensions.Options;
using WictzPortal.Cluster;

namespace WictzPortal.Usage;

/// <summary>
/// Whether a new call may begin. Asked before the reservation, so that no call is forwarded whose settlement cannot be expected.
/// Calls in flight go on.
/// </summary>
public sealed class IntakeGate
{
    private readonly IUsageJournal _journal;
    private readonly Purses _purses;
    private readonly ThisNode _node;
    private readonly IOptions<SettlementOptions> _options;

    internal IntakeGate(IUsageJournal journal, Purses purses, ThisNode node, IOptions<SettlementOptions> options) =>
        (_journal, _purses, _node, _options) = (journal, purses, node, options);

    /// <returns>False means 503, to be tried again after <paramref name="retryAfter"/>.</returns>
    public bool IsOpen(out TimeSpan retryAfter)
    {
        var limits = _options.Value;
        if (_purses.Held >= limits.CallsInFlight)
        {
            retryAfter = TimeSpan.FromSeconds(1);
            return false;
        }

        if (!_node.IsAlive || _journal.Failing || _journal.Lag > limits.LargestLag || _journal.Waiting > limits.RecordsWaiting)
        {
            retryAfter = TimeSpan.FromSeconds(5);
            return false;
        }

        retryAfter = TimeSpan.Zero;
        return true;
    }
}
