namespace WictzPortal.Consent;

/// <summary>The words that belong to the question, wherever it is asked.</summary>
public static class CookieNotice
{
    public const string Lead = "Signing in and your safety need a few cookies. Anything else only with your consent, and nothing is set before.";

    public static string Name(CookieCategory category) => category switch
    {
        CookieCategory.Essential => "Essential",
        CookieCategory.Security => "Security",
        CookieCategory.Functional => "Functional",
        _ => "Analytics",
    };

    public static string Meaning(CookieCategory category) => category switch
    {
        CookieCategory.Essential => "Without them the portal cannot do what you ask for. Basis: the contract (KVKK 5/2-c).",
        CookieCategory.Security => "They protect you and the portal and serve nothing else. Basis: legitimate interest (KVKK 5/2-f).",
        CookieCategory.Functional => "They remember how you like the portal. Without consent, what you choose lasts until you close the browser. Basis: your consent (KVKK 5/1).",
        _ => "We count which pages are opened, without knowing by whom, and show figures of at least ten visits. Basis: your consent (KVKK 5/1).",
    };
}
