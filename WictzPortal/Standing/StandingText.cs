namespace WictzPortal.Standing;

/// <summary>Translations of this folder.</summary>
public sealed class StandingText;
