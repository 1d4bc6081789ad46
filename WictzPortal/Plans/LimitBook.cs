using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Cluster;
using WictzPortal.Data;

namespace WictzPortal.Plans;

/// <summary>What the folder that keeps accounts tells of their time zones, by their IANA names.</summary>
public interface IAccountZones
{
    /// <returns>Null for an id that is no account's.</returns>
    Task<string?> ZoneAsync(Guid accountId, CancellationToken cancellationToken);

    Task<IReadOnlyDictionary<Guid, string>> ZonesApartFromAsync(string usual, CancellationToken cancellationToken);
}

/// <summary>
/// Every key's and account's limits, those of every account's plan and its time zone, in memory. Loaded before the port opens; news changes it at once, and
/// where there are other nodes it looks every second for what it may have missed.
/// </summary>
public sealed partial class LimitBook : BackgroundService
{
    /// <summary>The zone of accounts that have chosen none.</summary>
    public const string UsualZone = "Europe/Istanbul";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // A row bears the time of the node that wrote it, and nodes' clocks may differ.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    // Looking is not business time: a clock that a test moves by years must not turn these rounds.
    private static readonly TimeProvider RealClock = TimeProvider.System;

    private readonly ConcurrentDictionary<Guid, Page> _pages = new();
    private readonly ConcurrentDictionary<Guid, TimeZoneInfo> _zones = new();
    private readonly ConcurrentDictionary<Guid, LimitSet> _plans = new();
    private readonly TimeZoneInfo _usualZone = TimeZoneInfo.FindSystemTimeZoneById(UsualZone);
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ThisNode _node;
    private readonly IAccountZones _accounts;
    private readonly LimitSet _standard;
    private readonly ILogger _log;
    private DateTimeOffset _newest;
    private int _version;

    public LimitBook(
        IDbContextFactory<PortalDb> databases, ClusterNews news, ThisNode node, IAccountZones accounts, IOptions<PlanOptions> options,
        ILogger<LimitBook> log)
    {
        (_databases, _node, _accounts, _standard, _log) = (databases, node, accounts, options.Value.Limits.ToLimits(), log);
        news.Heard += told =>
        {
            if (told.Topic == Topic.Limits && Guid.TryParse(told.Subject, out var scopeId))
            {
                _ = TryAsync(() => RefreshAsync(scopeId, CancellationToken.None));
            }
        };
        news.Missed += () => _ = TryAsync(() => LookAsync(CancellationToken.None));
    }

    /// <summary>Moves with every change, whosever limits they are: who keeps what <see cref="For"/> said asks again then.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>What applies to calls of this key at this moment.</summary>
    public AppliedLimits For(Guid accountId, Guid keyId) => new(
        accountId, keyId, Of(keyId), Of(accountId), OfPlan(accountId), _zones.TryGetValue(accountId, out var zone) ? zone : _usualZone);

    /// <summary>The limits of the plan that the account has, or <c>Plans:Limits</c> while it has none.</summary>
    public LimitSet OfPlan(Guid accountId) => _plans.TryGetValue(accountId, out var limits) ? limits : _standard;

    /// <summary>Takes up what has been saved for a key or an account, before this returns.</summary>
    public async Task RefreshAsync(Guid scopeId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await db.StoredLimits.AsNoTracking().SingleOrDefaultAsync(l => l.ScopeId == scopeId, cancellationToken) is { } limits)
        {
            await WriteAsync(db, limits, cancellationToken);
        }
        else if (await _accounts.ZoneAsync(scopeId, cancellationToken) is { } zone)
        {
            SetZone(scopeId, zone);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        if (!_node.IsAlone)
        {
            await base.StartAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, RealClock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(() => LookAsync(stoppingToken));
        }
    }

    private LimitSet Of(Guid scopeId) => _pages.TryGetValue(scopeId, out var page) ? page.Limits : LimitSet.None;

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var isFirst = _newest <= DateTimeOffset.UnixEpoch;
        var since = _newest - (isFirst ? TimeSpan.Zero : Overlap);
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.StoredLimits.AsNoTracking().Where(l => l.ChangedAt >= since).ToListAsync(cancellationToken);
        if (isFirst)
        {
            await LoadAsync(db, cancellationToken);      // after the rows: what changes in between is looked at again
        }

        foreach (var limits in rows)
        {
            if (isFirst)
            {
                Write(limits);
            }
            else
            {
                await WriteAsync(db, limits, cancellationToken);
            }

            _newest = limits.ChangedAt > _newest ? limits.ChangedAt : _newest;
        }
    }

    private async Task LoadAsync(PortalDb db, CancellationToken cancellationToken)
    {
        foreach (var (accountId, zone) in await _accounts.ZonesApartFromAsync(UsualZone, cancellationToken))
        {
            SetZone(accountId, zone);
        }

        foreach (var (accountId, limits) in await PlansOf(db).ToDictionaryAsync(p => p.AccountId, p => p.Limits, cancellationToken))
        {
            _plans[accountId] = limits;
        }
    }

    private static IQueryable<AccountPlan> PlansOf(PortalDb db)
    {
        var versions = db.PlanVersions;
        return db.Subscriptions.Where(Subscription.IsLive)
            .Join(versions, s => s.VersionId, v => v.Id, (s, v) => new AccountPlan { AccountId = s.AccountId, Limits = v.Limits });
    }

    private async Task WriteAsync(PortalDb db, StoredLimits limits, CancellationToken cancellationToken)
    {
        if (IsKnown(limits))
        {
            return;
        }

        if (limits.ScopeId == limits.AccountId && await _accounts.ZoneAsync(limits.AccountId, cancellationToken) is { } zone)
        {
            SetZone(limits.AccountId, zone);
            if (await PlansOf(db).SingleOrDefaultAsync(p => p.AccountId == limits.AccountId, cancellationToken) is { } plan)
            {
                _plans[limits.AccountId] = plan.Limits;
            }
            else
            {
                _plans.TryRemove(limits.AccountId, out _);
            }
        }

        Write(limits);
    }

    private bool IsKnown(StoredLimits limits) => _pages.TryGetValue(limits.ScopeId, out var before)
        && (before.ChangedAt > limits.ChangedAt || (before.ChangedAt == limits.ChangedAt && before.Says(limits.ToLimits())));

    private void Write(StoredLimits limits)
    {
        var page = new Page(limits.ToLimits(), limits.ChangedAt);
        _pages.AddOrUpdate(limits.ScopeId, page, (_, written) => written.ChangedAt > page.ChangedAt ? written : page);
        Interlocked.Increment(ref _version);      // after the page: who sees the new version reads the new page
    }

    // A zone that this machine does not know is the usual one.
    private void SetZone(Guid accountId, string name)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && !zone.Equals(_usualZone))
        {
            _zones[accountId] = zone;
        }
        else
        {
            _zones.TryRemove(accountId, out _);
        }

        Interlocked.Increment(ref _version);
    }

    private async Task TryAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (OperationCanceledException)
        {
            // The portal is stopping.
        }
        catch (Exception exception)
        {
            LogNotLooked(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Changed limits could not be read. Those known before apply until they can.")]
    private partial void LogNotLooked(Exception exception);

    private sealed class AccountPlan
    {
        public Guid AccountId { get; init; }

        public LimitSet Limits { get; init; } = LimitSet.None;
    }

    private sealed record Page(LimitSet Limits, DateTimeOffset ChangedAt)
    {
        // Lists are compared by what they hold: two changes may bear the same time.
        public bool Says(LimitSet limits) =>
            Limits with { Models = [], Networks = [] } == limits with { Models = [], Networks = [] }
            && Limits.Models.SequenceEqual(limits.Models) && Limits.Networks.SequenceEqual(limits.Networks);
    }
}
