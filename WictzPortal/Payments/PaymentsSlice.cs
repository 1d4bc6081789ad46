using Microsoft.Extensions.Options;
using WictzPortal.Recipients;

namespace WictzPortal.Payments;

/// <summary>
/// Money from and to customers through PayTR: attempts to pay, callbacks, refunds, and the comparison of PayTR's reports with our payments
/// and the books. No card data ever comes here: cards are typed into PayTR's own page.
/// </summary>
public static class PaymentsSlice
{
    public static void AddPayments(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<PaytrOptions>().BindConfiguration("Payments:Paytr").ValidateDataAnnotations().ValidateOnStart();
        if (builder.Configuration.GetValue<bool>("Portal:Demo"))
        {
            services.AddPaytrSandbox();      // a demonstration takes no real money, whatever is set
        }
        else
        {
            services.AddSingleton(provider => PaytrShop.Of(provider.GetRequiredService<IOptions<PaytrOptions>>().Value));
            services.AddKeyedSingleton<HttpMessageHandler>(
                PaytrClient.Transport, (provider, _) => provider.GetRequiredService<Egress>().Guard(PaytrClient.MakeTransport()));
            services.AddSingleton(provider =>
            {
                var shop = provider.GetRequiredService<PaytrShop>();
                return new RequiredRecipient("Payments:Paytr:Enabled", shop.IsOpen ? shop.Address.IdnHost : null);
            });
        }

        services.AddSingleton<PaytrClient>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<Checkout>();
        services.AddSingleton<Buyers>();
        services.AddSingleton<PaymentHistory>();
        services.AddSingleton<AttemptPayment>();
        services.AddSingleton<Callbacks>();
        services.AddSingleton<CallbackEndpoint>();
        services.AddSingleton<Inquiries>();
        services.AddSingleton<CaseBook>();
        services.AddSingleton<Quarantine>();

        services.AddOptions<RefundOptions>().BindConfiguration("Payments:Refunds").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RefundBooks>();
        services.AddSingleton<RefundDesk>();
        services.AddSingleton<RefundHistory>();
        services.AddSingleton<RefundInquiry>();
        services.AddSingleton<ReportBook>();
        services.AddSingleton<Reconciliation>();
        foreach (var check in PaymentChecks.All)
        {
            services.AddSingleton(check);
        }
    }

    public static void MapPayments(this WebApplication app)
    {
        if (app.Services.GetRequiredService<PaytrShop>().IsOpen)
        {
            // Without the pipeline of the pages: no session, no form token, no redirect may stand between PayTR and its answer.
            app.MapPost(CallbackEndpoint.Path, app.Services.GetRequiredService<CallbackEndpoint>().HandleAsync).AllowAnonymous().ShortCircuit();
        }

        if (app.Services.GetService<PaytrSandbox>() is not null)
        {
            app.MapPaytrSandbox();
        }
    }
}
