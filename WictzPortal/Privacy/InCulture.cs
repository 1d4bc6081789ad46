using System.Globalization;

namespace WictzPortal.Privacy;

/// <summary>Writes something in another language than the caller's.</summary>
internal static class InCulture
{
    public static T Write<T>(string culture, Func<T> write)
    {
        var (cultureBefore, languageBefore) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (cultureBefore, languageBefore);
        }
    }
}
