using System.Globalization;
using System.Text;

namespace WictzPortal.Invoices;

/// <summary>An amount spelled out, as documents bear it so that nobody can change a figure.</summary>
internal static class AmountInWords
{
    private static readonly CultureInfo Turkish = CultureInfo.GetCultureInfo("tr-TR");

    private static readonly string[] Ones = ["", "Bir", "İki", "Üç", "Dört", "Beş", "Altı", "Yedi", "Sekiz", "Dokuz"];
    private static readonly string[] Tens = ["", "On", "Yirmi", "Otuz", "Kırk", "Elli", "Altmış", "Yetmiş", "Seksen", "Doksan"];
    private static readonly string[] Groups = ["", "Bin", "Milyon", "Milyar", "Trilyon", "Katrilyon"];

    private static readonly string[] EnglishOnes =
    [
        "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] EnglishTens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    private static readonly string[] EnglishGroups = ["", "thousand", "million", "billion", "trillion", "quadrillion"];

    /// <summary>Bin İki Yüz Otuz Dört Türk Lirası Elli Altı Kuruş.</summary>
    public static string Spaced(decimal amount, string currency = "TRY")
    {
        var (whole, hundredths) = Split(amount);
        var (unit, part) = Names(currency);
        var text = $"{string.Join(' ', Spell(whole))} {unit}";
        return hundredths == 0 ? text : $"{text} {string.Join(' ', Spell(hundredths))} {part}";
    }

    /// <summary>YALNIZ BİNİKİYÜZOTUZDÖRT TÜRK LİRASI ELLİALTI KURUŞ: number words joined, so that nothing fits between them.</summary>
    public static string Joined(decimal amount, string currency = "TRY")
    {
        var (whole, hundredths) = Split(amount);
        var (unit, part) = Names(currency);
        var text = $"Yalnız {string.Concat(Spell(whole))} {unit}";
        return (hundredths == 0 ? text : $"{text} {string.Concat(Spell(hundredths))} {part}").ToUpper(Turkish);
    }

    /// <summary>One thousand two hundred thirty-four Turkish lira and fifty-six kuruş.</summary>
    public static string English(decimal amount)
    {
        var (whole, hundredths) = Split(amount);
        var text = new StringBuilder(SpellEnglish(whole)).Append(" Turkish lira");
        if (hundredths > 0)
        {
            text.Append(" and ").Append(SpellEnglish(hundredths)).Append(" kuruş");
        }

        text[0] = char.ToUpperInvariant(text[0]);
        return text.ToString();
    }

    // Rounded first: 1.999 is two lira, never one lira and a hundred kuruş.
    private static (long Whole, long Hundredths) Split(decimal amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var all = (long)Math.Round(amount * 100, 0, MidpointRounding.AwayFromZero);
        return (all / 100, all % 100);
    }

    private static (string Unit, string Part) Names(string currency) => currency switch
    {
        "TRY" => ("Türk Lirası", "Kuruş"),
        "USD" => ("ABD Doları", "Sent"),
        "EUR" => ("Avro", "Sent"),
        _ => throw new ArgumentOutOfRangeException(nameof(currency), currency, "A currency without Turkish names."),
    };

    private static List<string> Spell(long number)
    {
        if (number == 0)
        {
            return ["Sıfır"];
        }

        var words = new List<string>();
        for (var group = Groups.Length - 1; group >= 0; group--)
        {
            var three = (int)(number / Power(group) % 1000);

            // "Bin", never "Bir Bin"; but "Bir Milyon".
            if (three > 0 && !(three == 1 && group == 1))
            {
                words.AddRange(SpellHundreds(three));
            }

            if (three > 0 && group > 0)
            {
                words.Add(Groups[group]);
            }
        }

        return words;
    }

    private static IEnumerable<string> SpellHundreds(int number)
    {
        if (number >= 200)
        {
            yield return Ones[number / 100];
        }

        if (number >= 100)
        {
            yield return "Yüz";
        }

        if (number / 10 % 10 > 0)
        {
            yield return Tens[number / 10 % 10];
        }

        if (number % 10 > 0)
        {
            yield return Ones[number % 10];
        }
    }

    private static string SpellEnglish(long number)
    {
        if (number == 0)
        {
            return "zero";
        }

        var words = new List<string>();
        for (var group = EnglishGroups.Length - 1; group >= 0; group--)
        {
            var three = (int)(number / Power(group) % 1000);
            if (three >= 100)
            {
                words.Add($"{EnglishOnes[three / 100]} hundred");
            }

            var rest = three % 100;
            if (rest > 0)
            {
                words.Add(rest < 20 ? EnglishOnes[rest]
                    : rest % 10 == 0 ? EnglishTens[rest / 10]
                    : $"{EnglishTens[rest / 10]}-{EnglishOnes[rest % 10]}");
            }

            if (three > 0 && group > 0)
            {
                words.Add(EnglishGroups[group]);
            }
        }

        return string.Join(' ', words);
    }

    private static long Power(int group) => group == 0 ? 1 : 1000 * Power(group - 1);
}
