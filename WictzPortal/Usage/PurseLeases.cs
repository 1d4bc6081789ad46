using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Ledger;
using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Usage;

/// <summary>What came of asking for credit beyond this node's lease.</summary>
internal enum LeaseAnswer
{
    Taken,
    NotThere,
    Unavailable,
}

/// <summary>
/// Fills this node's purses from the database, on PostgreSQL: in slices as big as what the account spends in two seconds, ahead of need
/// where it is busy; while a call waits where it is not, or where the account is almost out of credit.
/// </summary>
internal sealed partial class PurseLeases(
    CreditLeases leases, IDbContextFactory<PortalDb> databases, ThisNode node, ClusterNews news, ILogger<PurseLeases> log) : IDisposable
{
    /// <summary>A slice holds at least so many calls like the one that asks.</summary>
    private const int SliceCalls = 32;

    // How long a database takes is no business time: a clock that a test stops must not stop these waits.
    private static readonly TimeProvider RealClock = TimeProvider.System;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Belief = TimeSpan.FromMilliseconds(250);

    // Held while credit is on its way between this node and the pools; a call that asks for its own account holds that purse's turn.
    private readonly SemaphoreSlim _moving = new(1, 1);
    private long _unavailableUntil;

    public void Dispose() => _moving.Dispose();

    /// <summary>
    /// What an account has here and elsewhere, at an instant at which nothing is on its way between the two. Who asks within a transaction
    /// waits some seconds for such an instant, since what is on its way may itself wait for a connection; then it counts as held.
    /// </summary>
    /// <param name="db">Has the caller's transaction; null where there is none.</param>
    public async Task<(PurseState Own, SharedCredit Shared)> StateAsync(
        Purse purse, long accountNumber, PortalDb? db, CancellationToken cancellationToken)
    {
        var isStill = await _moving.WaitAsync(db is null ? Timeout.InfiniteTimeSpan : Patience, cancellationToken);
        try
        {
            await purse.Lease!.Turn.WaitAsync(cancellationToken);
            try
            {
                var shared = await (db is null
                    ? leases.StateAsync(accountNumber, node.Id, cancellationToken).WaitAsync(Patience, cancellationToken)
                    : CreditLeases.StateAsync(db, accountNumber, node.Id, cancellationToken));
                return (purse.State, shared);
            }
            catch (TimeoutException exception)
            {
                throw new InvalidOperationException("The database does not answer.", exception);
            }
            finally
            {
                purse.Lease.Turn.Release();
            }
        }
        finally
        {
            if (isStill)
            {
                _moving.Release();
            }
        }
    }

    /// <summary>Takes an amount that the purse did not have when it was last looked at.</summary>
    public async Task<LeaseAnswer> TakeAsync(Purse purse, long accountNumber, long micros, CancellationToken cancellationToken)
    {
        var lease = purse.Lease!;
        if (IsKnownAnswer(lease, micros, out var known))
        {
            return known;
        }

        await lease.Turn.WaitAsync(cancellationToken);
        try
        {
            return await AskAsync(purse, accountNumber, micros, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Doubt(exception);
            Volatile.Write(ref _unavailableUntil, RealClock.GetTimestamp() + RealClock.TimestampFrequency);
            return LeaseAnswer.Unavailable;
        }
        finally
        {
            lease.Turn.Release();
        }
    }

    /// <summary>Fills the purse up to an amount, as far as nobody has leased it; without waiting for other nodes.</summary>
    public async Task FillAsync(Purse purse, long accountNumber, long micros)
    {
        if (!await _moving.WaitAsync(Patience))
        {
            return;
        }

        try
        {
            var shared = await leases.StateAsync(accountNumber, node.Id, CancellationToken.None).WaitAsync(Patience);
            if (Math.Min(micros - purse.Available, shared.Unleased) is var need and > 0)
            {
                var granted = await leases.LeaseAsync(node.Id, [new LeaseWish(accountNumber, need, need)], CancellationToken.None).WaitAsync(Patience);
                purse.Add(granted.Sum(grant => grant.Granted));
            }
        }
        catch (Exception exception)
        {
            Doubt(exception);
        }
        finally
        {
            _moving.Release();
        }
    }

    /// <summary>Asks for slices ahead of need, and puts back what is not needed.</summary>
    public async Task BalanceAsync(IReadOnlyCollection<KeyValuePair<long, Purse>> purses, CancellationToken cancellationToken)
    {
        await _moving.WaitAsync(cancellationToken);
        try
        {
            await MoveAsync(purses, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Doubt(exception);
        }
        finally
        {
            _moving.Release();
        }
    }

    /// <summary>Puts back what an account's calls do not hold at this moment, because another node needs it.</summary>
    public async Task GiveUpAsync(Purse purse, long accountNumber)
    {
        await _moving.WaitAsync();
        try
        {
            if (purse.TakeAll() is var idle and > 0)
            {
                await leases.ReturnAsync(node.Id, new Dictionary<long, long> { [accountNumber] = idle }, CancellationToken.None).WaitAsync(Patience);
                await TellAsync(Topic.Credit, accountNumber, CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            Doubt(exception);
        }
        finally
        {
            _moving.Release();
        }
    }

    private async Task MoveAsync(IReadOnlyCollection<KeyValuePair<long, Purse>> purses, CancellationToken cancellationToken)
    {
        var (wishes, returns, told) = (new List<LeaseWish>(), new Dictionary<long, long>(), new Dictionary<long, long>());
        foreach (var (account, purse) in purses)
        {
            var lease = purse.Lease!;
            lease.Look(purse.Taken);
            if (lease.IsIdle)
            {
                if (purse.TakeAll() is var idle and > 0)
                {
                    returns[account] = idle;
                }
            }
            else if (purse.Available < lease.Lately / 2)
            {
                wishes.Add(new LeaseWish(account, 1, lease.Lately - purse.Available));
            }

            if (purse.Reserved is var reserved && reserved != lease.Told)
            {
                told[account] = lease.Told = reserved;
            }
        }

        await MoveAsync(purses, wishes, returns, told, cancellationToken);
    }

    // It may have happened all the same. What this node holds is in doubt, so it begins anew, and what it held is returned.
    private void Doubt(Exception exception)
    {
        LogUnavailable(exception);
        node.BeginAnew();
    }

    private async Task MoveAsync(
        IReadOnlyCollection<KeyValuePair<long, Purse>> purses, List<LeaseWish> wishes, Dictionary<long, long> returns, Dictionary<long, long> told,
        CancellationToken cancellationToken)
    {
        if (returns.Count > 0)
        {
            await leases.ReturnAsync(node.Id, returns, cancellationToken);
        }

        if (wishes.Count > 0)
        {
            var granted = await leases.LeaseAsync(node.Id, wishes, cancellationToken);
            var byAccount = purses.ToDictionary();
            foreach (var grant in granted.Where(g => g.Granted > 0))
            {
                byAccount[grant.AccountNumber].Add(grant.Granted);
            }
        }

        if (told.Count > 0)
        {
            await leases.ReportAsync(node.Id, told, cancellationToken);
        }
    }

    private bool IsKnownAnswer(PurseLease lease, long micros, out LeaseAnswer answer)
    {
        var now = RealClock.GetTimestamp();
        answer = Volatile.Read(ref _unavailableUntil) > now ? LeaseAnswer.Unavailable : LeaseAnswer.NotThere;
        var refused = lease.Refused;
        return answer == LeaseAnswer.Unavailable || (refused.Until > now && micros >= refused.Micros);
    }

    private async Task<LeaseAnswer> AskAsync(Purse purse, long accountNumber, long micros, CancellationToken cancellationToken)
    {
        var (lease, began) = (purse.Lease!, RealClock.GetTimestamp());
        while (!purse.TryTake(micros))
        {
            if (IsKnownAnswer(lease, micros, out var known))
            {
                return known;
            }

            var news = lease.News;
            var need = Math.Max(1, micros - purse.Available);
            var wish = new LeaseWish(accountNumber, need, Math.Max(need, Math.Max(SliceCalls * micros, lease.Lately)));
            var granted = await leases.LeaseAsync(node.Id, [wish], CancellationToken.None).WaitAsync(Patience, cancellationToken);
            if (granted is [{ Granted: > 0 } grant])
            {
                purse.Add(grant.Granted);
            }
            else if (granted is not [{ Elsewhere: > 0 }] || RealClock.GetElapsedTime(began) >= LongestWait)
            {
                lease.Refused = (micros, RealClock.GetTimestamp() + (long)(Belief.TotalSeconds * RealClock.TimestampFrequency));
                return LeaseAnswer.NotThere;
            }
            else
            {
                // Other nodes hold some of it: those that do not need it now give it back.
                await TellAsync(Topic.CreditWanted, accountNumber, cancellationToken);
                await Task.WhenAny(news.Task, Task.Delay(Look, RealClock, cancellationToken));
            }
        }

        return LeaseAnswer.Taken;
    }

    private async Task TellAsync(Topic topic, long accountNumber, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await news.TellAsync(db, News.Of(topic, accountNumber), cancellationToken).WaitAsync(Patience, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The database does not answer about leases of credit. Calls that need one get 503 meanwhile.")]
    private partial void LogUnavailable(Exception exception);
}
