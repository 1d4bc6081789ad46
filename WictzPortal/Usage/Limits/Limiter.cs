using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>
/// Holds calls to the limits of their key, account and plan. In memory: each limit has a counter of its own, changed by single atomic
/// steps, and no lock is shared by all calls.
/// </summary>
public sealed class Limiter
{
    private readonly ConcurrentDictionary<(Guid AccountId, Guid KeyId), LimitedCaller> _callers = new();
    private readonly ConcurrentDictionary<(Guid ScopeId, LimitRule Rule), LimitCounter> _counters = new();
    private readonly LimitBook _book;
    private readonly LimitSupply _supply;

    internal Limiter(LimitBook book, LimitSupply supply) => (_book, _supply) = (book, supply);

    internal IEnumerable<LimitCounter> Counters => _counters.Values;

    /// <summary>What limits this key's calls.</summary>
    public LimitedCaller Of(Guid accountId, long accountNumber, Guid keyId) =>
        _callers.TryGetValue((accountId, keyId), out var caller) && caller.Version == _book.Version
            ? caller
            : Renew(accountId, accountNumber, keyId, caller);

    /// <summary>The calls that a node had in flight are over: it is dead.</summary>
    public static Task ForgetNodeAsync(PortalDb db, long node, CancellationToken cancellationToken) =>
        db.LimitTakings.Where(t => t.Node == node && t.Rule == LimitRule.Concurrency).ExecuteDeleteAsync(cancellationToken);

    private LimitedCaller Renew(Guid accountId, long accountNumber, Guid keyId, LimitedCaller? before)
    {
        var version = _book.Version;      // before asking: what changes in between is asked for again
        var applied = _book.For(accountId, keyId);
        var rules = applied.Rules;
        var counters = new LimitCounter[rules.Length];
        for (var i = 0; i < counters.Length; i++)
        {
            var (scopeId, source, rule, limit) = rules[i];
            counters[i] = _counters.GetOrAdd(
                (scopeId, rule), static (key, made) => new LimitCounter(key.ScopeId, key.Rule, made.accountNumber, made.isKeys),
                (accountNumber, isKeys: source == LimitSource.Key));
            counters[i].Set(limit, applied.Zone);
        }

        Drop(before, counters);
        var caller = new LimitedCaller(_supply, applied, counters, version);
        _callers[(accountId, keyId)] = caller;
        return caller;
    }

    // A limit that is taken away and set again must count what was used in between: its counter begins anew.
    private void Drop(LimitedCaller? before, LimitCounter[] counters)
    {
        foreach (var counter in before is null ? [] : before.Counters)
        {
            if (counter.Period > LimitPeriod.Minute && Array.IndexOf(counters, counter) < 0)
            {
                _counters.TryRemove(new KeyValuePair<(Guid, LimitRule), LimitCounter>((counter.ScopeId, counter.Rule), counter));
            }
        }
    }
}
