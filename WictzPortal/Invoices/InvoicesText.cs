namespace WictzPortal.Invoices;

/// <summary>Marks this folder's translations.</summary>
public sealed class InvoicesText;
