using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Mail;

namespace WictzPortal.Invoices;

/// <summary>
/// Invoices, receipts, credit notes: billable events written where they happen, documents issued from them with gapless numbers, the
/// register that keeps them, and their papers.
/// </summary>
public static class InvoicesSlice
{
    public static void AddInvoices(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<InvoiceOptions>().BindConfiguration("Invoices").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Happenings>();
        services.AddSingleton<IListen<OrderPaid>>(provider => provider.GetRequiredService<Happenings>());
        services.AddSingleton<IListen<PlanBought>>(provider => provider.GetRequiredService<Happenings>());
        services.AddSingleton<IListen<PaymentRefunded>>(provider => provider.GetRequiredService<Happenings>());
        services.AddSingleton<BuyerBook>();
        services.AddSingleton<UsageLines>();
        services.AddSingleton<RefundDrafts>();
        services.AddSingleton<Drafts>();
        services.AddSingleton<DocumentPress>();
        services.AddSingleton<AdvanceBook>();
        services.AddSingleton<Issuer>();
        services.AddSingleton(provider => new InvoiceSeeder(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<Issuer>()));
        services.AddSingleton<MonthlyUsage>();
        services.AddSingleton<Corrections>();
        services.AddSingleton<DocumentLooks>();
        services.AddSingleton<InvoiceBook>();
        services.AddSingleton(provider => new PaperPrinter(
            provider.GetRequiredService<IOptions<InvoiceOptions>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PaperPrinter>>()));
        services.AddSingleton<PdfPress>();
        services.AddSingleton<InvoiceSettings>();
        services.AddSingleton<DocumentFiles>();
        services.AddSingleton<IMailAttachments>(provider => provider.GetRequiredService<DocumentFiles>());
        services.AddSingleton<IPersonalFiles, InvoiceFiles>();
        services.AddSingleton<InvoiceMail>();
        services.AddSingleton<PaperFinisher>();
        services.AddSingleton<IVerb, RecomputeInvoice>();
        services.AddSingleton<IBookCheck, RegisterChainCheck>();
        services.AddSingleton<ISweep, RegisterSweep>();
        services.AddSingleton<ISweep, EventSweep>();
        foreach (var check in RegisterChecks.All)
        {
            services.AddSingleton(check);
        }
    }
}
