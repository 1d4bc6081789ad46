using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Laws and rules as manifests and registers cite them, the same in every language.</summary>
internal static class LegalCodes
{
    public static string Of(LegalBasis basis) => basis switch
    {
        LegalBasis.Contract => "KVKK 5/2-c; GDPR 6(1)(b)",
        LegalBasis.LegalDuty => "KVKK 5/2-ç; GDPR 6(1)(c)",
        LegalBasis.LegitimateInterest => "KVKK 5/2-f; GDPR 6(1)(f)",
        _ => "KVKK 5/1; GDPR 6(1)(a)",
    };

    public static string Of(RetentionRule rule) => RetentionTerm.Of(rule).Code;

    /// <summary>The day on which what was written then must be gone; null where it goes with the account.</summary>
    /// <param name="days">Of <see cref="RetentionRule.Transient"/>.</param>
    public static DateOnly? EndOf(RetentionRule rule, int days, DateTimeOffset from)
    {
        var day = BusinessDays.DayOf(from);
        return rule switch
        {
            RetentionRule.Log90 => day.AddDays(90),
            RetentionRule.Aggregate365 => day.AddDays(365),
            RetentionRule.Billing10Years => new DateOnly(day.Year + RetentionTerm.BillingYears + 1, 1, 1),
            RetentionRule.Evidence3Years => day.AddYears(3),
            RetentionRule.Transient => day.AddDays(days),
            _ => null,
        };
    }
}
