using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>What one line of an invoice bore, and what has been credited of it so far.</summary>
internal readonly record struct CreditedLine(VatSplit Invoiced, VatSplit Credited)
{
    public long LeftNetKurus => Invoiced.NetKurus - Credited.NetKurus;

    /// <summary>
    /// The tax of a further credit. It stems from what the line was given when it was issued, never from the rate, and the credit that
    /// closes the line takes what is left: so credit notes never sum to a kuruş more than the invoice.
    /// </summary>
    /// <returns>Null when more is asked for than the line has left.</returns>
    public VatSplit? Credit(long netKurus)
    {
        if (netKurus < 0 || netKurus > LeftNetKurus)
        {
            return null;
        }

        var leftVat = Invoiced.VatKurus - Credited.VatKurus;
        if (netKurus == LeftNetKurus)
        {
            return new VatSplit(netKurus, leftVat);
        }

        var share = (long)((((Int128)Invoiced.VatKurus * netKurus * 2) + Invoiced.NetKurus) / ((Int128)Invoiced.NetKurus * 2));
        return new VatSplit(netKurus, Math.Min(share, leftVat));
    }
}
