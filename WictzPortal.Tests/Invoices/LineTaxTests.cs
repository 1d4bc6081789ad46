using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Invoices;
using WictzPortal.Kernel;

namespace WictzPortal.Tests.Invoices;

/// <summary>Tax by rate, its shares, and what credit notes take of them.</summary>
public sealed class LineTaxTests
{
    [Fact]
    public void The_tax_of_a_rate_is_rounded_once_and_shared_by_the_largest_remainder()
    {
        (long, int)[] lines = [(6833, 20), (6833, 20), (5750, 20), (8500, 20)];

        Assert.Equal([1367, 1366, 1150, 1700], LineTax.Share(lines));
        Assert.Equal(new TaxOfRate(20, 27916, 5583), Assert.Single(LineTax.ByRate(lines)));
    }

    [Fact]
    public void The_worked_example_of_a_month()
    {
        (long, int)[] lines = [(83250, 20), (50910, 20), (20364, 20)];

        Assert.Equal(new TaxOfRate(20, 154524, 30905), Assert.Single(LineTax.ByRate(lines)));
        Assert.Equal(185429, lines.Sum(l => l.Item1) + LineTax.Share(lines).Sum());
    }

    [Fact]
    public void The_lines_taxes_sum_to_the_tax_of_their_rate() => Prop.ForAll<(uint Net, byte Rate)[]>(drawn =>
    {
        (long Net, int Percent)[] lines = [.. drawn.Select(l => ((long)l.Net % 10_000_000, l.Rate % 3 == 0 ? 1 : l.Rate % 3 * 10))];
        var shares = LineTax.Share(lines);

        return LineTax.ByRate(lines).All(rate =>
                rate.VatKurus == shares.Where((_, i) => lines[i].Percent == rate.Percent).Sum()
                && rate.VatKurus == (long)Math.Round(rate.NetKurus * rate.Percent / 100m, 0, MidpointRounding.AwayFromZero))
            && shares.Zip(lines).All(pair => Math.Abs(pair.First - (pair.Second.Net * pair.Second.Percent / 100m)) <= 1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Credit_notes_never_exceed_the_line_and_the_last_closes_it_to_the_kurus() => Prop.ForAll<uint, ushort, uint[]>((net, kurus, wishes) =>
    {
        var invoiced = VatSplit.OfNet((net % 1_000_000) + 1, 20) with { };
        invoiced = invoiced with { VatKurus = Math.Max(0, invoiced.VatKurus - (kurus % 2)) };      // what a share may have left it
        var credited = new VatSplit(0, 0);
        foreach (var wish in wishes.Append(uint.MaxValue))
        {
            var left = invoiced.NetKurus - credited.NetKurus;
            var wanted = wish == uint.MaxValue ? left : wish % (left + 1);
            var credit = new CreditedLine(invoiced, credited).Credit(wanted)!.Value;
            credited = new VatSplit(credited.NetKurus + credit.NetKurus, credited.VatKurus + credit.VatKurus);
            if (credit.VatKurus < 0 || credited.VatKurus > invoiced.VatKurus)
            {
                return false;
            }
        }

        return credited == invoiced;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_four_credit_notes_that_once_were_a_kurus_too_much()
    {
        long[] nets = [6833, 6833, 5750, 8500];
        var shares = LineTax.Share([.. nets.Select(net => (net, 20))]);

        var credits = nets.Zip(shares, (net, vat) => new CreditedLine(new(net, vat), default).Credit(net)!.Value.GrossKurus);

        Assert.Equal(33499, credits.Sum());
    }

    [Theory]
    [InlineData(101)]
    [InlineData(-1)]
    public void More_than_a_line_bears_cannot_be_credited(long net) =>
        Assert.Null(new CreditedLine(new VatSplit(150, 30), new VatSplit(50, 10)).Credit(net));
}
