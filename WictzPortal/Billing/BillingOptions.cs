using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WictzPortal.Billing;

/// <summary>When the tax on a customer's money falls due (KDVK art. 10). Numbers are stored: they never change.</summary>
public enum TaxPoint : byte
{
    /// <summary>At the payment, which is invoiced as a whole (10/b). What is later used of it is not invoiced again.</summary>
    Payment = 1,

    /// <summary>When it is used or a plan is bought with it (10/a); the payment itself is an advance.</summary>
    Consumption = 2,
}

/// <summary>Settings under <c>Billing</c>.</summary>
internal sealed class BillingOptions
{
    /// <summary>The dated choice of tax point; the operator's accountant makes it. An order keeps the one it was made under. Empty: Payment.</summary>
    [Required, ValidateEnumeratedItems]
    public IReadOnlyList<DatedTaxPoint> TaxPoints { get; init; } = [];

    /// <summary>In lira: above it a second member of staff decides on an adjustment.</summary>
    [Range(0, 1_000_000)]
    public int AdjustmentLimit { get; init; } = 1000;

    [Required, ValidateObjectMembers]
    public TopUpOptions TopUp { get; init; } = new();

    [Required, ValidateObjectMembers]
    public SubscriptionOptions Subscriptions { get; init; } = new();
}

/// <summary>One entry of <c>Billing:TaxPoints</c>.</summary>
internal sealed class DatedTaxPoint
{
    /// <summary>The first day, in Istanbul.</summary>
    public DateOnly From { get; init; }

    [EnumDataType(typeof(TaxPoint))]
    public TaxPoint Point { get; init; }
}

/// <summary>Settings under <c>Billing:TopUp</c>: what a customer may put into the wallet at once, in lira without tax.</summary>
internal sealed class TopUpOptions
{
    [Range(1, 1_000_000)]
    public int Least { get; init; } = 50;

    [Range(1, 1_000_000)]
    public int Most { get; init; } = 50_000;

    /// <summary>The amounts offered as buttons. Empty: 100, 250, 500 and 1000.</summary>
    [MaxLength(8)]
    public int[] Presets { get; init; } = [];
}
