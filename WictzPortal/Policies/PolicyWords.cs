using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>
/// How purposes, categories of data, legal bases and retention rules are called before people: in the documents, in answers and in the
/// register. All are English, and keys of their translations in <see cref="PoliciesText"/>.
/// </summary>
public static class PolicyWords
{
    public static string Name(Purpose purpose) => purpose switch
    {
        Purpose.ServiceDelivery => "Providing the service",
        Purpose.AccountManagement => "Managing accounts",
        Purpose.Billing => "Billing",
        Purpose.QuotaEnforcement => "Limits and quotas",
        Purpose.Support => "Support",
        Purpose.Security => "Security",
        Purpose.Improvement => "Improving the service",
        Purpose.Analytics => "Counting page views",
        Purpose.LegalObligation => "Legal duties",
        Purpose.LegalClaims => "Legal claims",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    /// <summary>What is done for it, as half a sentence.</summary>
    public static string Aim(Purpose purpose) => purpose switch
    {
        Purpose.ServiceDelivery => "to answer your calls, to run the portal's pages as you set them, and to write to you about the service",
        Purpose.AccountManagement => "to open and run your account and the accounts you are a member of",
        Purpose.Billing => "to meter use, take payments and issue invoices",
        Purpose.QuotaEnforcement => "to keep to the limits of plans, keys and accounts",
        Purpose.Support => "to answer your questions and solve problems",
        Purpose.Security => "to protect accounts and the service against misuse and fraud",
        Purpose.Improvement => "to find faults and make the service faster and more reliable",
        Purpose.Analytics => "to see which pages are opened, without knowing by whom",
        Purpose.LegalObligation => "to fulfil what laws ask of us, and to be able to prove it",
        Purpose.LegalClaims => "to bring or answer legal claims",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    public static string Name(DataCategory category) => category switch
    {
        DataCategory.Identity => "identity",
        DataCategory.Contact => "contact",
        DataCategory.CustomerTransaction => "customer transactions",
        DataCategory.Finance => "finance",
        DataCategory.TransactionSecurity => "transaction security",
        DataCategory.LegalAction => "legal actions",
        DataCategory.RiskManagement => "risk management",
        _ => throw new ArgumentOutOfRangeException(nameof(category)),
    };

    /// <summary>What of the portal's data that is, as half a sentence.</summary>
    public static string Examples(DataCategory category) => category switch
    {
        DataCategory.Identity => "names, company, age band, invoice identity with tax number",
        DataCategory.Contact => "e-mail and postal addresses, phone number, mails sent to you",
        DataCategory.CustomerTransaction => "memberships, API keys, usage with models and token counts, plans, preferences, support messages",
        DataCategory.Finance => "orders, payments, invoices, balances and their movements; never card numbers",
        DataCategory.TransactionSecurity => "passwords and passkeys in hashed or encrypted form, sessions, IP addresses, browser family, sign-ins",
        DataCategory.LegalAction => "consents, notices shown, requests about your data and our answers, entries of the audit trail",
        DataCategory.RiskManagement => "security events, and decisions made by rules with their reasons",
        _ => throw new ArgumentOutOfRangeException(nameof(category)),
    };

    public static string Name(LegalBasis basis) => basis switch
    {
        LegalBasis.Contract => "the contract with you (KVKK 5/2-c, GDPR 6(1)(b))",
        LegalBasis.LegalDuty => "a legal duty (KVKK 5/2-ç, GDPR 6(1)(c))",
        LegalBasis.LegitimateInterest => "our legitimate interest (KVKK 5/2-f, GDPR 6(1)(f))",
        LegalBasis.Consent => "your consent (KVKK 5/1, GDPR 6(1)(a))",
        _ => throw new ArgumentOutOfRangeException(nameof(basis)),
    };

    /// <summary>How long a rule keeps; <c>{0}</c> takes its days.</summary>
    public static string Length(RetentionRule rule) => rule switch
    {
        RetentionRule.Account30 => "as long as the account lives, and {0} days after it is closed; after a request for erasure {1} days at most",
        RetentionRule.Log90 => "{0} days",
        RetentionRule.Aggregate365 => "{0} days; afterwards only sums of at least ten accounts",
        RetentionRule.Billing10Years => "ten years from the end of the year, as commercial law asks (Turkish Commercial Code art. 82)",
        RetentionRule.Evidence3Years => "three years after the matter is closed",
        RetentionRule.Transient => "minutes to {0} days, until the step they serve is done",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };
}
