using System.Globalization;

namespace WictzPortal.Invoices;

/// <summary>
/// How a document writes amounts, days and numbers in one language. The culture is the document's own, never the thread's, and the
/// patterns are explicit, since a culture's defaults put ₺ in front and leave zeros out.
/// </summary>
internal sealed class PaperFormat
{
    private const char NoBreakSpace = '\u00A0';
    private readonly bool _isTurkish;
    private readonly CultureInfo _culture;

    private PaperFormat(bool isTurkish)
    {
        _isTurkish = isTurkish;
        _culture = CultureInfo.GetCultureInfo(isTurkish ? "tr-TR" : "en-GB");
    }

    public static PaperFormat Turkish { get; } = new(true);

    public static PaperFormat English { get; } = new(false);

    public static PaperFormat Of(string language) => language == "tr" ? Turkish : English;

    public string Money(long kurus) => Money(kurus / 100m, 2);

    /// <summary>A price may have more decimals than an amount: two at least, and at most six.</summary>
    public string Price(decimal lira)
    {
        var decimals = 2;
        while (decimals < 6 && decimal.Round(lira, decimals) != lira)
        {
            decimals++;
        }

        return Money(lira, decimals);
    }

    public string Date(DateOnly day) => day.ToString(_isTurkish ? "dd.MM.yyyy" : "d MMMM yyyy", _culture);

    public static string Time(TimeOnly time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public string DateTime(DateTime at) => at.ToString(_isTurkish ? "dd.MM.yyyy HH:mm" : "d MMMM yyyy HH:mm", _culture);

    public string Percent(int percent) => _isTurkish
        ? string.Create(CultureInfo.InvariantCulture, $"%{percent}")
        : string.Create(CultureInfo.InvariantCulture, $"{percent}%");

    public string Count(long count) => count.ToString("N0", _culture);

    private string Money(decimal lira, int decimals)
    {
        var amount = Math.Abs(lira).ToString($"N{decimals}", _culture);
        var sign = lira < 0 ? "-" : "";
        return _isTurkish ? $"{sign}{amount}{NoBreakSpace}₺" : $"{sign}TRY{NoBreakSpace}{amount}";
    }
}
