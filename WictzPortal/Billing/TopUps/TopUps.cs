using System.Globalization;
using Microsoft.Extensions.Options;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>Who acts: the account and the person.</summary>
public sealed record Buyer(Guid AccountId, long AccountNumber, Guid UserId);

/// <summary>Tells what a top-up costs, and orders it.</summary>
internal sealed class TopUps(IOptions<BillingOptions> options, Orders orders, NewCharges charges, VatRates rates, TimeProvider clock)
{
    private static readonly int[] UsualPresets = [100, 250, 500, 1000];

    /// <summary>The amounts offered, in lira.</summary>
    public IReadOnlyList<int> Presets => options.Value.TopUp.Presets is { Length: > 0 } set ? set : UsualPresets;

    public int VatPercent => rates.PercentAt(clock.GetUtcNow());

    /// <summary>What an amount typed in this language would cost; or what is wrong with it.</summary>
    public Outcome<VatSplit> Quote(string? typed, CultureInfo culture)
    {
        var read = TypedAmount.Read(typed, culture);
        if (!read.Succeeded)
        {
            return read.Failure;
        }

        var (least, most) = (options.Value.TopUp.Least * 100L, options.Value.TopUp.Most * 100L);
        return read.Value < least ? new Failure(FailureKind.Invalid, "billing.amount_too_small", "The least is {0}.", Money.FromKurus(least))
            : read.Value > most ? new Failure(FailureKind.Invalid, "billing.amount_too_large", "The most at once is {0}.", Money.FromKurus(most))
            : VatSplit.OfNet(read.Value, VatPercent);
    }

    /// <summary>Orders it. The same id again gives the order that is there.</summary>
    /// <param name="orderId">Made with the page.</param>
    public async Task<Outcome<OrderFacts>> OrderAsync(Guid orderId, Buyer buyer, string? typed, CultureInfo culture, CancellationToken cancellationToken)
    {
        var quote = Quote(typed, culture);
        return (quote.Failure ?? charges.Refusal(buyer.AccountId)) is { } refusal ? refusal : await orders.MakeAsync(
            new NewOrder(orderId, buyer.AccountId, buyer.AccountNumber, buyer.UserId, quote.Value.NetKurus, null, "Bakiye yükleme", "Wallet top-up"),
            cancellationToken);
    }
}
