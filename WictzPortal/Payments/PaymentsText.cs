namespace WictzPortal.Payments;

/// <summary>Marks this folder's translations.</summary>
public sealed class PaymentsText;
