namespace WictzPortal.Keys;

/// <summary>What to do with an answer that nobody listens to any more. Numbers are stored: they never change.</summary>
public enum DisconnectPolicy : byte
{
    /// <summary>Stop the provider at once; what was produced so far is counted by us and marked as estimated.</summary>
    Stop = 0,

    /// <summary>Read the rest silently, for the provider's own figures. Costs more.</summary>
    Drain = 1,
}
