using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Usage;

/// <summary>What a settled call survives.</summary>
public enum Durability
{
    /// <summary>The end of the process, <c>kill -9</c> included. Not a power loss.</summary>
    Process,

    /// <summary>Power loss as well, as far as the disk honours a flush. Costs one flush a commit.</summary>
    Power,
}

/// <summary>Settings under <c>Gateway:Settlement</c>.</summary>
internal sealed class SettlementOptions
{
    /// <summary><c>Process</c> or <c>Power</c>; of the journal file beside SQLite. PostgreSQL's commits always flush. Default <c>Process</c>.</summary>
    [EnumDataType(typeof(Durability))]
    public Durability Durability { get; init; }

    /// <summary>Calls that may be in flight at once; more get 503. Default 8000.</summary>
    [Range(1, 1_000_000)]
    public int CallsInFlight { get; init; } = 8000;

    /// <summary>While a settled call waits longer than this to become durable, new calls get 503. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LargestLag { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>While more records than this wait in the journal for the ledger, new calls get 503. Default 1,000,000.</summary>
    [Range(1000, 100_000_000)]
    public long RecordsWaiting { get; init; } = 1_000_000;
}
