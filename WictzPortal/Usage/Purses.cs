using System.Collections.Concurrent;
using WictzPortal.Data;
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

/// <summary>What came of asking for a reservation.</summary>
/// <param name="Reservation">Null when the account's credit does not cover it, or when that could not be found out.</param>
/// <param name="IsUnavailable">Whether it could not be found out, because the database does not answer.</param>
public readonly record struct Reserving(Reservation? Reservation, bool IsUnavailable);

/// <summary>
/// Accounts' credit in memory. On SQLite all of it: ledger balance − charges the ledger has not seen yet − reservations. On PostgreSQL
/// what this node has leased of it. Only the credit is held here; what is durable is the ledger, the journal and the leases.
/// </summary>
public sealed class Purses
{
    private readonly ConcurrentDictionary<long, Purse> _purses = new();
    private readonly PurseLeases? _leases;
    private int _held;

    internal Purses(BalanceNews news, PurseLeases? leases)
    {
        _leases = leases;
        if (leases is null)
        {
            news.Moved += Add;
        }
    }

    /// <summary>Reservations that have not ended.</summary>
    public int Held => Volatile.Read(ref _held);

    internal IEnumerable<KeyValuePair<long, Purse>> All => _purses;

    /// <summary>
    /// Holds the money of one call, in one atomic step. Refused when there is no credit at all, even for a free model. It waits only where
    /// this node's lease does not cover it.
    /// </summary>
    public ValueTask<Reserving> ReserveAsync(long accountNumber, long micros, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        var purse = FindOrLease(accountNumber);
        return purse?.TryTake(micros) == true ? ValueTask.FromResult(Reserved(purse, accountNumber, micros))
            : purse?.Lease is null ? ValueTask.FromResult(default(Reserving))
            : LeaseAndReserveAsync(purse, accountNumber, micros, cancellationToken);
    }

    /// <summary>Holds another slice for a call that outgrows its reservation. Refused when the credit does not cover it.</summary>
    public ValueTask<bool> ExtendAsync(Reservation reservation, long micros, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        if (!reservation.Purse.TryTake(micros))
        {
            return reservation.Purse.Lease is null ? ValueTask.FromResult(false) : LeaseAndExtendAsync(reservation, micros, cancellationToken);
        }

        reservation.Extend(micros);
        return ValueTask.FromResult(true);
    }

    /// <summary>Leases what a call has cost beyond its reservation, as far as the account has it.</summary>
    internal Task FillAsync(Reservation reservation, long micros) =>
        _leases is null ? Task.CompletedTask : _leases.FillAsync(reservation.Purse, reservation.AccountNumber, micros);

    /// <summary>An account's credit, all nodes together; what other nodes hold may be half a second old.</summary>
    /// <param name="db">Who has a transaction open reads through it: it must not wait for a second connection.</param>
    public async ValueTask<PurseState> StateAsync(long accountNumber, CancellationToken cancellationToken, PortalDb? db = null)
    {
        if (FindOrLease(accountNumber) is not { Lease: not null } purse)
        {
            return StateOf(accountNumber);
        }

        var (own, shared) = await _leases!.StateAsync(purse, accountNumber, db, cancellationToken);
        var (balance, reserved) = (own.Balance.Micros + shared.Unleased + shared.Elsewhere, own.Reserved.Micros + shared.ReservedElsewhere);
        return new PurseState(new Money(balance), new Money(reserved), new Money(balance - reserved));
    }

    /// <summary>What this process holds of an account's credit: on SQLite all of it.</summary>
    internal PurseState StateOf(long accountNumber) =>
        _purses.TryGetValue(accountNumber, out var purse) ? purse.State : default;

    internal Purse? Find(long accountNumber) => _purses.GetValueOrDefault(accountNumber);

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

    /// <summary>Forgets all leases: they are no longer this node's. Calls in flight end on the purses they began with.</summary>
    internal void Forget() => _purses.Clear();

    /// <summary>All accounts' reservations: 0 when no call is in flight.</summary>
    internal long ReservedInAll() => _purses.Values.Sum(purse => purse.State.Reserved.Micros);

    private async ValueTask<Reserving> LeaseAndReserveAsync(Purse purse, long accountNumber, long micros, CancellationToken cancellationToken) =>
        await _leases!.TakeAsync(purse, accountNumber, micros, cancellationToken) switch
        {
            LeaseAnswer.Taken => Reserved(purse, accountNumber, micros),
            LeaseAnswer.Unavailable => new Reserving(null, IsUnavailable: true),
            _ => default,
        };

    private async ValueTask<bool> LeaseAndExtendAsync(Reservation reservation, long micros, CancellationToken cancellationToken)
    {
        var answer = await _leases!.TakeAsync(reservation.Purse, reservation.AccountNumber, micros, cancellationToken);
        if (answer == LeaseAnswer.Taken)
        {
            reservation.Extend(micros);
        }

        return answer == LeaseAnswer.Taken;
    }

    private Reserving Reserved(Purse purse, long accountNumber, long micros)
    {
        Interlocked.Increment(ref _held);
        return new Reserving(new Reservation(purse, accountNumber, micros), IsUnavailable: false);
    }

    private Purse? FindOrLease(long accountNumber) => Find(accountNumber)
        ?? (_leases is null ? null : _purses.GetOrAdd(accountNumber, static _ => new Purse(0) { Lease = new PurseLease() }));

    private void Add(BalanceMoved moved) => _purses.GetOrAdd(moved.AccountNumber, _ => new Purse(0)).Add(moved.Amount.Micros);
}
