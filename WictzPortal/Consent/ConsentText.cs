namespace WictzPortal.Consent;

/// <summary>Marks this folder's translations.</summary>
public sealed class ConsentText;
