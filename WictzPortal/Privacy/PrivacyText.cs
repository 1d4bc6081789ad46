namespace WictzPortal.Privacy;

/// <summary>Marks this folder's translations.</summary>
public sealed class PrivacyText;
