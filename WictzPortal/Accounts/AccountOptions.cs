using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Accounts;

/// <summary>Settings under <c>Accounts</c>.</summary>
internal sealed class AccountOptions
{
    /// <summary>How many forms one network address may send to the sign-in pages per minute. Default 20.</summary>
    [Range(1, 10_000)]
    public int AttemptsPerMinute { get; init; } = 20;
}
