using System.ComponentModel.DataAnnotations;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>Settings under <c>Plans</c>.</summary>
public sealed class PlanOptions
{
    /// <summary>Promotional credit of a new account, in lira, so that its first call works. Default 25; 0 gives none.</summary>
    [Range(typeof(decimal), "0", "100000", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal SignUpCredit { get; init; } = 25m;

    public Money SignUpAmount => Money.FromLira(SignUpCredit);
}
