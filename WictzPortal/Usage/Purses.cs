using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>An account's credit at this instant. <c>Balance</c> = <c>Reserved</c> + <c>Available</c>.</summary>
public readonly record struct PurseState(Money Balance, Money Reserved, Money Available);

/// <summary>Money held for one call in flight. Ends exactly once: by <see cref="Settlement.SettleAsync"/> or <see cref="Settlement.Release"/>.</summary>
public sealed class Reservation
{
    private long _micros;
    private int _ended;

    internal Reservation(Purse purse, long accountNumber, long micros)
    {
        Purse = purse;
        AccountNumber = accountNumber;
        _micros = micros;
    }

    public long AccountNumber { get; }

    /// <summary>What is held, extensions included.</summary>
    public long Micros => Volatile.Read(ref _micros);

    internal Purse Purse { get; }

    /// <summary>Whether this call ended it. The second caller is told no.</summary>
    internal bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

    /// <summary>For the call's own thread of control: an extension never runs beside the settlement.</summary>
    internal void Extend(long micros) => Volatile.Write(ref _micros, _micros + micros);
}

/// <summary>
/// Every account's credit in memory: ledger balance − charges the ledger has not seen yet − reservations. Only the credit is held
/// here; what is durable is the ledger and the journal, from which the purses are made anew at each start.
/// </summary>
public sealed class Purses
{
    private readonly ConcurrentDictionary<long, Purse> _purses = new();
    private int _held;

    public Purses(BalanceNews news) => news.Moved += Add;

    /// <summary>Reservations that have not ended.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Holds the money of one call, in one atomic step. Refused when there is no credit at all, even for a free model.</summary>
    public bool TryReserve(long accountNumber, long micros, [NotNullWhen(true)] out Reservation? reservation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        if (!_purses.TryGetValue(accountNumber, out var purse) || !purse.TryTake(micros))
        {
            reservation = null;
            return false;
        }

        Interlocked.Increment(ref _held);
        reservation = new Reservation(purse, accountNumber, micros);
        return true;
    }

    /// <summary>Holds another slice for a call that outgrows its reservation. Refused when the credit does not cover it.</summary>
    public bool TryExtend(Reservation reservation, long micros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        if (!reservation.Purse.TryTake(micros))
        {
            return false;
        }

        reservation.Extend(micros);
        return true;
    }

    public PurseState StateOf(long accountNumber) =>
        _purses.TryGetValue(accountNumber, out var purse) ? purse.State : default;

    /// <summary>Ends a reservation and takes what the call cost.</summary>
    /// <returns>What could be charged: the cost, or all there was.</returns>
    internal bool TryEnd(Reservation reservation, long cost, out long charged)
    {
        charged = 0;
        if (!reservation.TryEnd())
        {
            return false;
        }

        charged = reservation.Purse.Settle(reservation.Micros, cost);
        Interlocked.Decrement(ref _held);
        return true;
    }

    /// <summary>Sets an account's credit as the ledger has it; at start only.</summary>
    internal void Load(long accountNumber, Money balance) => _purses[accountNumber] = new Purse(balance.Micros);

    /// <summary>All accounts' reservations: 0 when no call is in flight.</summary>
    internal long ReservedInAll() => _purses.Values.Sum(purse => purse.State.Reserved.Micros);

    private void Add(BalanceMoved moved) => _purses.GetOrAdd(moved.AccountNumber, _ => new Purse(0)).Add(moved.Amount.Micros);
}
