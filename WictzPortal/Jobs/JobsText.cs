namespace WictzPortal.Jobs;

/// <summary>Translations of this folder.</summary>
public sealed class JobsText;
