namespace WictzPortal.Breaches;

/// <summary>Translations of this folder.</summary>
public sealed class BreachesText;
