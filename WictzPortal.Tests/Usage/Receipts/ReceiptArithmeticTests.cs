using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Kernel;
using WictzPortal.Models;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>The arithmetic that a receipt shows is what was charged, whatever the price and the counts: done again from its text alone.</summary>
public sealed class ReceiptArithmeticTests
{
    private static readonly Gen<decimal> Amount = Gen.Elements(0m, 0.0000000001m, 0.3333333333m, 1.5m, 41.25m, 1234.5678901234m, 99_999m);
    private static readonly Gen<decimal?> Optional = Gen.OneOf(Gen.Constant<decimal?>(null), Amount.Select(amount => (decimal?)amount));
    private static readonly Gen<long> Count = Gen.OneOf(Gen.Constant(0L), Gen.Choose(1, 300_000).Select(count => (long)count));

    private static readonly Gen<TokenAmounts> Amounts =
        from input in Amount
        from rest in Gen.ArrayOf(Optional, 6)
        select new TokenAmounts(input, rest[0], rest[1], rest[2], rest[3], rest[4], rest[5]);

    private static readonly Gen<(Price Price, TokenCounts Tokens, Units Units)> Call =
        from below in Amounts
        from above in Amounts
        from thresholds in Gen.Elements<long[]>([], [100_000], [1_000, 200_000])
        from perToken in Gen.Elements(true, true, true, false)
        from image in Amount
        from other in Amount
        from counts in Gen.ArrayOf(Count, 7)
        from kind in Gen.Choose(0, 3)
        from units in Count
        let terms = new PriceTerms(
            perToken ? below : null, [.. thresholds.Select(threshold => new TierTerms(threshold, above))],
            new SortedDictionary<string, decimal> { ["1024x1024"] = image, ["default"] = other }, other, image)
        select (terms.ToPrice(7, DateTimeOffset.UnixEpoch),
            new TokenCounts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[4] / 2, counts[5], counts[6]),
            new Units((UnitKind)kind, kind == 1 ? (int)(units % 2) : 0, kind == 0 ? 0 : units));

    [Fact]
    [Trait("Exam", "31")]
    public void The_lines_of_a_receipt_make_its_cost() => Prop.ForAll(Call.ToArbitrary(), call =>
    {
        var receipt = ReceiptSamples.Of(call.Price.Itemize(call.Tokens, call.Units));

        var json = JsonDocument.Parse(ReceiptJson.Write(receipt, "https://portal.example", "key")).RootElement;

        var sum = new Fraction(0, 1);
        foreach (var line in json.GetProperty("lines").EnumerateArray())
        {
            // count × price of so many ÷ so many, in micros: a lira has 100 000 000
            var amount = Fraction.Parse(line.GetProperty("price").GetString()!)
                .Times(line.GetProperty("count").GetInt64() * new BigInteger(100_000_000), line.GetProperty("per").GetInt64());
            if (!amount.Equals(Fraction.Parse(line.GetProperty("micros").GetString()!)))
            {
                return false;
            }

            sum = sum.Plus(amount);
        }

        var cost = call.Price.CostOf(call.Tokens, call.Units).Micros;
        return sum.Equals(Fraction.Parse(json.GetProperty("sum_micros").GetString()!))
            && sum.HalfUp() == cost && json.GetProperty("cost").GetProperty("micros").GetInt64() == cost;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    /// <summary>A number without any rounding.</summary>
    private readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator)
    {
        public static Fraction Parse(string text)
        {
            var parts = text.Split('/');
            var digits = parts[0].Split('.');
            var decimals = digits.Length == 1 ? "" : digits[1];
            return new Fraction(
                BigInteger.Parse(digits[0] + decimals, CultureInfo.InvariantCulture),
                BigInteger.Pow(10, decimals.Length) * (parts.Length == 1 ? 1 : int.Parse(parts[1], CultureInfo.InvariantCulture)));
        }

        public Fraction Times(BigInteger factor, BigInteger divisor) => new(Numerator * factor, Denominator * divisor);

        public Fraction Plus(Fraction other) =>
            new((Numerator * other.Denominator) + (other.Numerator * Denominator), Denominator * other.Denominator);

        public BigInteger HalfUp() => ((2 * Numerator) + Denominator) / (2 * Denominator);

        public bool Equals(Fraction other) => Numerator * other.Denominator == other.Numerator * Denominator;

        public override int GetHashCode() => 0;
    }
}
