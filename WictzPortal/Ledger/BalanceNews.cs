using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>An account's credit has moved in the books, by something other than usage; told after the commit.</summary>
public readonly record struct BalanceMoved(long AccountNumber, Money Amount);

/// <summary>Carries <see cref="BalanceMoved"/> to who keeps all credit in memory, as the only process on SQLite does.</summary>
public sealed class BalanceNews
{
    public event Action<BalanceMoved>? Moved;

    internal void Tell(BalanceMoved moved) => Moved?.Invoke(moved);
}
