namespace WictzPortal.Kernel;

/// <summary>What a column names: a person, an account, or either.</summary>
public enum SubjectKind
{
    /// <summary>The id of a person.</summary>
    User,

    /// <summary>The id of an account.</summary>
    Account,

    /// <summary>The pseudonymous number of an account.</summary>
    AccountNumber,

    /// <summary>The id of a person or of an account.</summary>
    UserOrAccount,
}

/// <summary>
/// Makes a row this person's or account's: it is in their export and their erasure. A column that only names who else acted bears none.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SubjectAttribute(SubjectKind kind) : Attribute
{
    public SubjectKind Kind { get; } = kind;
}

/// <summary>
/// On the column that holds a parent's key: the row is whose the parent row is, unless it bears a <see cref="SubjectAttribute"/>, and stays as
/// long as the parent, unless it bears a <see cref="KeptFromAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PartOfAttribute(Type parent) : Attribute
{
    public Type Parent { get; } = parent;
}

/// <summary>On the time from which a row's retention counts. Null in the column: not yet due.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeptFromAttribute(RetentionRule rule) : Attribute
{
    public RetentionRule Rule { get; } = rule;

    /// <summary>Of a <see cref="RetentionRule.Transient"/> row: days it is kept from then on.</summary>
    public int Days { get; init; }
}

/// <summary>On the time until which a person must not learn of a row, because a law says so. Null in the column: nothing is secret.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretUntilAttribute : Attribute;

/// <summary>On a table with personal marks whose rows are in nobody's export and erasure.</summary>
/// <param name="why">The reason, for the reader.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NoSubjectAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}

/// <summary>On a table whose rows its own folder ends, not their age.</summary>
/// <param name="when">What ends them, for the reader.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KeptWhileAttribute(string when) : Attribute
{
    public string When { get; } = when;
}
