using Microsoft.Extensions.Options;
using WictzPortal.Recipients;

namespace WictzPortal.Payments;

/// <summary>Payments are taken only where the register of recipients has an entry in force for PayTR: else the portal does not start.</summary>
internal sealed class PaytrRecipientCheck(PaytrShop shop, RecipientBook recipients) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var host = shop.Address.IdnHost;
        return !shop.IsOpen || Egress.IsThisMachine(host) || recipients.Allows(host)
            ? Task.CompletedTask
            : throw new OptionsValidationException(
                "Payments:Paytr", typeof(PaytrOptions),
                [$"Payments:Paytr:Enabled: the register of recipients has no entry in force for {host}. Start without payments, enter PayTR under Recipients, and have somebody else approve it."]);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
