using System.Globalization;

namespace WictzPortal.Policies;

/// <summary>Writes the same in both languages of the documents, whatever language is current.</summary>
public static class Bilingual
{
    public static (string Turkish, string English) Write(Func<string> write) => (In("tr", write), In("en", write));

    public static T In<T>(string language, Func<T> write)
    {
        var (culture, words) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, words);
        }
    }
}
