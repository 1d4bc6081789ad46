namespace WictzPortal.Kernel;

/// <summary>What a retention rule promises, and the bounds that no setting can pass .</summary>
/// <param name="Code">The rule's name in the registers.</param>
/// <param name="Days">As published at first; 0 where each table has its own.</param>
/// <param name="LeastDays">A law's minimum, or what the service itself needs.</param>
/// <param name="MostDays">Compiled in: the longest that any setting may reach.</param>
/// <param name="IsMaximum">Whether no row may ever be older. Else a law wants it that long, and it goes right after.</param>
public sealed record RetentionTerm(RetentionRule Rule, string Code, int Days, int LeastDays, int MostDays, bool IsMaximum)
{
    /// <summary>Commercial Code 82: to the end of the year, and ten years.</summary>
    public const int BillingYears = 10;

    private static readonly RetentionTerm[] Terms =
    [
        new(RetentionRule.Account30, "R-ACC30", 30, 30, 30, true),
        new(RetentionRule.Log90, "R-LOG90", 90, 7, 365, true),
        new(RetentionRule.Aggregate365, "R-AGG365", 365, 31, 365, true),
        new(RetentionRule.Billing10Years, "R-BIL10Y", 3653, 3653, 3653, false),
        new(RetentionRule.Evidence3Years, "R-EVID3Y", 1096, 1096, 3653, false),
        new(RetentionRule.Transient, "R-SHORT", 0, 0, 0, true),
    ];

    public static IReadOnlyList<RetentionTerm> All => Terms;

    /// <summary>Whether staff may set it at all, within its bounds.</summary>
    public bool IsSettable => LeastDays < MostDays;

    public static RetentionTerm Of(RetentionRule rule) => Terms.Single(term => term.Rule == rule);
}
