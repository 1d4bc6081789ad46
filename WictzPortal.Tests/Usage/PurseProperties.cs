using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class PurseProperties
{
    private const long Account = 42;

    /// <summary>The reservation state machine beside a reference that a reader can check by eye.</summary>
    [Fact]
    public void Every_sequence_of_steps_ends_where_the_reference_ends() => Prop.ForAll<ushort, (byte Step, ushort Amount)[]>((start, steps) =>
    {
        var purses = new Purses(new BalanceNews(), null);
        purses.Load(Account, new Money(start));
        var open = new List<Reservation>();
        long available = start, held = 0, charged = 0;
        foreach (var (step, amount) in steps)
        {
            switch (step % 4)
            {
                case 0:
                    var reservation = Reserve(purses, amount);
                    var admitted = reservation is not null;
                    if (admitted != (available > 0 && available >= amount))
                    {
                        return false;
                    }

                    if (admitted)
                    {
                        open.Add(reservation!);
                        (available, held) = (available - amount, held + amount);
                    }

                    break;
                case 1 when open.Count > 0:
                    if (purses.ExtendAsync(open[^1], amount, default).AsTask().Result)
                    {
                        (available, held) = (available - amount, held + amount);
                    }

                    break;
                case 2 when open.Count > 0:
                    var hold = open[0].Micros;
                    purses.TryEnd(open[0], amount, out var paid);
                    var expected = amount <= hold ? amount : hold + Math.Min(amount - hold, Math.Max(0, available));
                    if (paid != expected)
                    {
                        return false;
                    }

                    (available, held, charged) = (available + hold - expected, held - hold, charged + expected);
                    open.RemoveAt(0);
                    break;
                case 3 when open.Count > 0:
                    (available, held) = (available + open[^1].Micros, held - open[^1].Micros);
                    purses.TryEnd(open[^1], 0, out _);
                    open.RemoveAt(open.Count - 1);
                    break;
            }

            var state = purses.StateOf(Account);
            if ((state.Available.Micros, state.Reserved.Micros) != (available, held) || available < 0 || available + held + charged != start)
            {
                return false;
            }
        }

        return purses.Held == open.Count;
    }).QuickCheckThrowOnFailure();

    [Fact, Trait("Exam", "31")]
    public void At_any_interleaving_what_is_left_and_what_was_charged_is_what_was_there() => Prop.ForAll<ushort, ushort[]>((start, costs) =>
    {
        var purses = new Purses(new BalanceNews(), null);
        purses.Load(Account, new Money(start));
        long charged = 0;
        Parallel.ForEach(costs, cost =>
        {
            if (Reserve(purses, cost / 2) is { } reservation)
            {
                purses.TryEnd(reservation, cost, out var paid);
                Interlocked.Add(ref charged, paid);
            }
        });

        var state = purses.StateOf(Account);
        return state.Reserved.Micros == 0 && state.Available.Micros >= 0 && state.Available.Micros + charged == start && purses.Held == 0;
    }).QuickCheckThrowOnFailure();

    // Without leases it is never waited for.
    private static Reservation? Reserve(Purses purses, long micros) => purses.ReserveAsync(Account, micros, default).AsTask().Result.Reservation;
}
