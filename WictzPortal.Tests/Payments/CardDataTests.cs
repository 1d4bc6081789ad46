using System.Text;
using System.Text.RegularExpressions;
using WictzPortal.Data;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Payments;

/// <summary>Card numbers stay at the payment provider: there is no place for one, and none is found after a payment.</summary>
[Trait("Promise", "A-03"), Trait("Promise", "B-30")]
public sealed partial class CardDataTests(PaymentsRig rig) : IClassFixture<PaymentsRig>
{
    [Fact]
    public void No_column_is_for_a_card()
    {
        var names = rig.App.Get<DataMap>().Sets.SelectMany(set => set.Properties.Select(p => $"{set.Table}.{p.Property.Name}"));

        Assert.Equal([], names.Where(name => CardWord().IsMatch(name)));
    }

    [Fact]
    public async Task After_a_payment_no_card_number_is_in_any_file_or_log()
    {
        await rig.PaidAsync();

        var texts = ByteScan.Files(rig.App).Select(file => (Name: Path.GetFileName(file), Text: Encoding.Latin1.GetString(TestFiles.ReadAsync(file).Result))).Append((Name: "log", Text: rig.Log));

        Assert.Equal([], texts.SelectMany(text => CardNumbers(text.Text).Select(number => $"{number} in {text.Name}")));
        Assert.Equal(["4355084355084358"], CardNumbers("x4355084355084358."));      // the control: the sandbox's own test card
    }

    private static IEnumerable<string> CardNumbers(string text) => CardNumber().Matches(text).Select(match => match.Value).Where(IsLuhn);

    private static bool IsLuhn(string digits) => digits.Reverse().Select((digit, at) => at % 2 == 0 ? digit - '0' : ((digit - '0') * 2 % 10) + ((digit - '0') / 5)).Sum() % 10 == 0;

    [GeneratedRegex("card|cvv|cvc|pan$|expir(y|ation)(month|year)", RegexOptions.IgnoreCase)]
    private static partial Regex CardWord();

    // Visa, Mastercard and Troy.
    [GeneratedRegex(@"(?<!\d)(4\d{15}|5[1-5]\d{14}|9792\d{12})(?!\d)")]
    private static partial Regex CardNumber();
}
