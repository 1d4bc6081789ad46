namespace WictzPortal.Policies;

/// <summary>Marks this folder's translations.</summary>
public sealed class PoliciesText;
