namespace WictzPortal.Recipients;

/// <summary>Marks this folder's translations.</summary>
public sealed class RecipientsText;
