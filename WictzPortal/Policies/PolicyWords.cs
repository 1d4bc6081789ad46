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

    public static string Name(LegalBasis basis) => basis switch
    {
        LegalBasis.Contract => "the contract with you (KVKK 5/2-c, GDPR 6(1)(b))",
        LegalBasis.LegalDuty => "a legal duty (KVKK 5/2-ç, GDPR 6(1)(c))",
        LegalBasis.LegitimateInterest => "our legitimate interest (KVKK 5/2-f, GDPR 6(1)(f))",
        LegalBasis.Consent => "your consent (KVKK 5/1, GDPR 6(1)(a))",
        _ => throw new ArgumentOutOfRangeException(nameof(basis)),
    };

    /// <summary>How long a rule keeps; <c>{0}</c> takes its length in words.</summary>
    public static string Length(RetentionRule rule) => rule switch
    {
        RetentionRule.Account30 => "As long as the account lives, and {0} after it is closed; after a request for erasure {1} at most",
        RetentionRule.Log90 => "{0}",
        RetentionRule.Aggregate365 => "{0}; afterwards only sums of at least ten accounts",
        RetentionRule.Billing10Years => "Ten years from the end of the year, as commercial law asks (Turkish Commercial Code art. 82)",
        RetentionRule.Evidence3Years => "{0} after the matter is closed",
        RetentionRule.Transient => "Minutes to {0}, until the step they serve is done",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>What is kept in a folder's tables.</summary>
    public static string Process(string folder) => folder switch
    {
        "Data" or "Accounts" => "account, profile and sign-in",
        "Audit" => "records of what was done",
        "Standing" => "restrictions, objections and decisions",
        "Mail" => "e-mails",
        "Webhooks" => "webhooks",
        "Consent" => "cookie choices and page views",
        "Policies" => "notices shown",
        "Plans" => "plans and limits",
        "Keys" => "API keys",
        "Recipients" => "who received data",
        "Models" => "choice of data regions",
        "Ledger" => "balance and its movements",
        "Usage" => "usage and request log",
        "Billing" => "orders, wallet and billing identity",
        "Payments" => "payments and refunds",
        "Invoices" => "invoices",
        "Gateway" => "calls in progress",
        "Playground" => "conversations in the playground",
        "Support" => "messages to us",
        "Retention" => "proof of deletion",
        "Privacy" => "requests about personal data",
        "Breaches" => "incidents",
        "Jobs" or "Cluster" or "Admin" => "running the portal",
        _ => throw new ArgumentOutOfRangeException(nameof(folder)),
    };
}
