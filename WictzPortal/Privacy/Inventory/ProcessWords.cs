namespace WictzPortal.Privacy;

/// <summary>
/// What the portal's folders are called before people, in the register and in the privacy centre. English, and keys of their translations.
/// </summary>
internal static class ProcessWords
{
    public static string Of(string folder) => folder switch
    {
        "Data" or "Accounts" => "Account, profile and sign-in",
        "Audit" => "Records of what was done",
        "Standing" => "Restrictions, objections and decisions",
        "Mail" => "E-mails",
        "Webhooks" => "Webhooks",
        "Consent" => "Cookie choices and page views",
        "Policies" => "Notices shown",
        "Plans" => "Plans and limits",
        "Keys" => "API keys",
        "Recipients" => "Who received data",
        "Models" => "Choice of data regions",
        "Ledger" => "Balance and its ledger",
        "Usage" => "Usage and request log",
        "Billing" => "Orders, wallet and billing identity",
        "Payments" => "Payments and refunds",
        "Invoices" => "Invoices",
        "Gateway" => "Calls in progress",
        "Support" => "Support",
        "Retention" => "Retention and its proof",
        "Privacy" => "Requests about personal data",
        "Breaches" => "Incidents",
        _ => folder,
    };
}
