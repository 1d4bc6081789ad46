namespace WictzPortal.Breaches;

/// <summary>What the dialog of a sent disclosure answers.</summary>
internal sealed record SentAnswer(string Hash, bool IsTold, string? NotToldBecause);
