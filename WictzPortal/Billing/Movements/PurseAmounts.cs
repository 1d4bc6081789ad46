using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>What a customer's money is of.</summary>
public enum PurseKind
{
    /// <summary>All together.</summary>
    All,
    Wallet,
    Promotional,
    Allowance,

    /// <summary>Wallet money that the plan keeps from calls.</summary>
    Aside,
}

/// <summary>An amount of each kind of money.</summary>
public readonly record struct PurseAmounts(Money Wallet, Money Promotional, Money Allowance, Money Aside)
{
    public Money Total => new(Wallet.Micros + Promotional.Micros + Allowance.Micros + Aside.Micros);

    public Money this[PurseKind kind] => kind switch
    {
        PurseKind.Wallet => Wallet,
        PurseKind.Promotional => Promotional,
        PurseKind.Allowance => Allowance,
        PurseKind.Aside => Aside,
        _ => Total,
    };

    public static PurseAmounts operator +(PurseAmounts left, PurseAmounts right) => new(
        new Money(left.Wallet.Micros + right.Wallet.Micros), new Money(left.Promotional.Micros + right.Promotional.Micros),
        new Money(left.Allowance.Micros + right.Allowance.Micros), new Money(left.Aside.Micros + right.Aside.Micros));

    internal static PurseAmounts Of(LedgerAccount account, Money amount) => account switch
    {
        LedgerAccount.CustomerWallet => new(amount, default, default, default),
        LedgerAccount.PromotionalCredit => new(default, amount, default, default),
        LedgerAccount.PlanAllowance => new(default, default, amount, default),
        _ => new(default, default, default, amount),
    };
}
