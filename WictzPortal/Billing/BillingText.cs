namespace WictzPortal.Billing;

/// <summary>Marks this folder's translations.</summary>
public sealed class BillingText;
