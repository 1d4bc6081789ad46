namespace WictzPortal.Payments;

/// <summary>Money from and to customers: PayTR, refunds, reconciliation.</summary>
public static class PaymentsSlice
{
    public static void AddPayments(this IHostApplicationBuilder builder)
    {
    }
}
