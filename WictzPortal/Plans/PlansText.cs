namespace WictzPortal.Plans;

/// <summary>Marks this folder's translations.</summary>
public sealed class PlansText;
