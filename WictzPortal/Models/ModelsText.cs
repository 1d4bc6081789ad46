namespace WictzPortal.Models;

/// <summary>Translations of this folder.</summary>
public sealed class ModelsText;
