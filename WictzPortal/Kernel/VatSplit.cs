namespace WictzPortal.Kernel;

/// <summary>An amount in whole kuruş without tax, and the value added tax (KDV) on it.</summary>
public readonly record struct VatSplit(long NetKurus, long VatKurus)
{
    public long GrossKurus => NetKurus + VatKurus;

    public Money Net => Money.FromKurus(NetKurus);

    public Money Vat => Money.FromKurus(VatKurus);

    public Money Gross => Money.FromKurus(GrossKurus);

    /// <summary>The tax on a net amount, rounded half up (Law 5083 art. 2).</summary>
    public static VatSplit OfNet(long netKurus, int percent) => new(netKurus, ((netKurus * percent) + 50) / 100);

    /// <summary>
    /// The split of a price that is stated with tax. False for a price that no net amount leads to, as one in six at 20 %: 99.99, say.
    /// </summary>
    public static bool TryOfGross(long grossKurus, int percent, out VatSplit split)
    {
        var net = ((grossKurus * 200) + 100 + percent) / (2 * (100 + percent));
        split = OfNet(net, percent);
        return split.GrossKurus == grossKurus;
    }
}
