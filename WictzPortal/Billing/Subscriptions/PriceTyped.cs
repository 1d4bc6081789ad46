using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>A price while it is typed, with or without tax: the one follows the other, and only prices that a kuruş split reaches stand.</summary>
internal sealed class PriceTyped(int percent, long kurus)
{
    public static readonly Failure NoAmount = new(
        FailureKind.Invalid, "billing.amount_invalid", "Write an amount in lira with at most two decimals, such as {0}.", LiraText.Of(14990));

    /// <summary>Without tax.</summary>
    public string Net { get; private set; } = LiraText.Of(kurus);

    /// <summary>With tax.</summary>
    public string Gross { get; private set; } = LiraText.Of(VatSplit.OfNet(kurus, percent).GrossKurus);

    public Failure? NetProblem { get; private set; }

    public Failure? GrossProblem { get; private set; }

    /// <summary>Null while what is typed is no price.</summary>
    public VatSplit? Split { get; private set; } = VatSplit.OfNet(kurus, percent);

    public void TypeNet(string? text)
    {
        (Net, NetProblem, GrossProblem, Split) = (text ?? "", null, null, null);
        if (LiraText.Kurus(Net) is not { } kurus)
        {
            NetProblem = NoAmount;
            return;
        }

        var split = VatSplit.OfNet(kurus, percent);
        (Split, Gross) = (split, LiraText.Of(split.GrossKurus));
    }

    public void TypeGross(string? text)
    {
        (Gross, NetProblem, GrossProblem, Split) = (text ?? "", null, null, null);
        if (LiraText.Kurus(Gross) is not { } kurus)
        {
            GrossProblem = NoAmount;
        }
        else if (VatSplit.TryOfGross(kurus, percent, out var split))
        {
            (Split, Net) = (split, LiraText.Of(split.NetKurus));
        }
        else
        {
            // Next to every price that cannot be reached lie two that can.
            GrossProblem = new Failure(
                FailureKind.Invalid, "billing.gross_unreachable", "No price without VAT leads to {0} at {1} %. The nearest are {2} and {3}.",
                Money.FromKurus(kurus), percent, Money.FromKurus(Nearest(kurus, -1)), Money.FromKurus(Nearest(kurus, 1)));
        }
    }

    private long Nearest(long grossKurus, int step)
    {
        do
        {
            grossKurus += step;
        }
        while (!VatSplit.TryOfGross(grossKurus, percent, out _));

        return grossKurus;
    }
}
