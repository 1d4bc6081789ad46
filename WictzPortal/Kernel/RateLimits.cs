namespace WictzPortal.Kernel;

/// <summary>Names of the rate-limit policies of pages.</summary>
public static class RateLimits
{
    /// <summary>Forms that strangers can send, counted by their network.</summary>
    public const string Forms = "account-forms";
}
