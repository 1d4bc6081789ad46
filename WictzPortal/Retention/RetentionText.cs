namespace WictzPortal.Retention;

/// <summary>Marks this folder's translations.</summary>
public sealed class RetentionText;
