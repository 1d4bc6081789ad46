namespace WictzPortal.Invoices;

/// <summary>Invoices, credit notes and their papers.</summary>
public static class InvoicesSlice
{
    public static void AddInvoices(this IHostApplicationBuilder builder)
    {
    }
}
