namespace WictzPortal.Policies;

/// <summary>The documents that tell people what the portal does with their data. Numbers are stored: they never change.</summary>
public enum PolicyKind : byte
{
    /// <summary>The privacy notice (KVKK art. 10, GDPR art. 13).</summary>
    Privacy = 1,

    /// <summary>The cookie notice. What is kept in browsers comes from the register of cookies.</summary>
    Cookie = 2,

    /// <summary>The terms under which the portal works as the processor of a business customer (GDPR art. 28).</summary>
    Processor = 3,

    /// <summary>The operator's terms of use. The portal brings none: there is a first version once the operator publishes one.</summary>
    Terms = 4,
}

/// <summary>How a version differs from the one before. Numbers are stored: they never change.</summary>
public enum Significance : byte
{
    /// <summary>Other words for the same.</summary>
    Editorial = 1,

    /// <summary>Less is done with data than before, or it is protected better.</summary>
    Stricter = 2,

    /// <summary>Something more is done with data: everybody is told before it begins.</summary>
    Significant = 3,
}

/// <summary>Names of the documents, in addresses and for people.</summary>
public static class PolicyKinds
{
    public static readonly IReadOnlyList<PolicyKind> All = Enum.GetValues<PolicyKind>();

    /// <summary>As it stands in <c>/legal/…</c>.</summary>
    public static string Slug(this PolicyKind kind) => kind.ToString().ToLowerInvariant();

    public static PolicyKind? Read(string slug) => All.Where(kind => kind.Slug() == slug).Select(kind => (PolicyKind?)kind).FirstOrDefault();

    /// <summary>English, and the key of its translation in <see cref="PoliciesText"/>.</summary>
    public static string Title(this PolicyKind kind) => kind switch
    {
        PolicyKind.Privacy => "Privacy notice",
        PolicyKind.Cookie => "Cookie notice",
        PolicyKind.Processor => "Data processing terms",
        _ => "Terms of use",
    };

    /// <summary>English, and the key of its translation.</summary>
    internal static string Word(this Significance significance) => significance switch
    {
        Significance.Editorial => "Editorial",
        Significance.Stricter => "Stricter",
        _ => "Significant",
    };
}
