using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Billing;

/// <summary>Settings under <c>Billing:Subscriptions</c>.</summary>
internal sealed class SubscriptionOptions
{
    /// <summary>How many days a plan's limits go on when its next period could not be paid. Default 3; 0 ends it at once.</summary>
    [Range(0, 60)]
    public int GraceDays { get; init; } = 3;
}
