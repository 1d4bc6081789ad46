using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Data;

namespace WictzPortal.Standing;

/// <summary>
/// Everybody's standing, in memory: loaded before the port opens, changed at once on every node by news, and looked at again twice a
/// minute for what was missed and for accounts that have changed owners.
/// </summary>
public sealed partial class Standings : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    // Looking is not business time: a clock that a test moves by years must not turn these rounds.
    private static readonly TimeProvider RealClock = TimeProvider.System;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly IPersonScopes _people;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Snapshot _now = Snapshot.Empty;

    public Standings(IDbContextFactory<PortalDb> databases, IPersonScopes people, ClusterNews news, ILogger<Standings> log)
    {
        (_databases, _people, _log) = (databases, people, log);
        news.Heard += told =>
        {
            if (told.Topic == Topic.Standing)
            {
                _ = TryAsync(CancellationToken.None);
            }
        };
        news.Missed += () => _ = TryAsync(CancellationToken.None);
    }

    /// <summary>Somebody's standing is another than before. Short, in memory, and never failing.</summary>
    public event Action? Changed;

    /// <summary>The people whose data is restricted, wholly or in part, with their accounts: retention passes over their rows.</summary>
    public IReadOnlyList<SubjectScope> Restricted => [.. _now.People.Where(p => p.Standing.IsRestricted).Select(p => p.Scope)];

    /// <param name="subject">A user, or an account that is one person's alone.</param>
    public PersonStanding Of(Guid subject) => _now.BySubject.GetValueOrDefault(subject, PersonStanding.Clear);

    /// <summary>As <see cref="Of"/>, by the number of an account.</summary>
    public PersonStanding OfNumber(long accountNumber) =>
        _now.People.FirstOrDefault(person => person.Scope.AccountNumbers.Contains(accountNumber)).Standing ?? PersonStanding.Clear;

    /// <summary>The users and accounts of that standing.</summary>
    public IReadOnlyCollection<Guid> Where(Func<PersonStanding, bool> condition) =>
        [.. _now.BySubject.Where(entry => condition(entry.Value)).Select(entry => entry.Key)];

    /// <summary>The numbers of the accounts of that standing.</summary>
    public IReadOnlyCollection<long> NumbersWhere(Func<PersonStanding, bool> condition) =>
        [.. _now.People.Where(person => condition(person.Standing)).SelectMany(person => person.Scope.AccountNumbers)];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Takes up what has been saved, before this returns.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var before = _now;
            _now = await LoadAsync(cancellationToken);
            if (!before.IsAs(_now))
            {
                Changed?.Invoke();
            }
        }
        finally
        {
            _loading.Release();
        }
    }

    public override void Dispose()
    {
        _loading.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, RealClock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(stoppingToken);
        }
    }

    private async Task<Snapshot> LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var measures = await db.Measures.AsNoTracking().Where(m => m.EndedAt == null).ToListAsync(cancellationToken);
        var people = new List<(PersonStanding, SubjectScope)>();
        foreach (var person in measures.GroupBy(m => m.UserId))
        {
            people.Add((PersonStanding.Of(person.Key, [.. person]), await _people.OfAsync(person.Key, cancellationToken)));
        }

        return new Snapshot(people);
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogAway(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whose data is restricted cannot be looked at; what is known here stays in force until it can.")]
    private partial void LogAway(Exception exception);

    /// <summary>All standings at one moment.</summary>
    private sealed class Snapshot(IReadOnlyList<(PersonStanding Standing, SubjectScope Scope)> people)
    {
        public static readonly Snapshot Empty = new([]);

        public IReadOnlyList<(PersonStanding Standing, SubjectScope Scope)> People { get; } = people;

        public FrozenDictionary<Guid, PersonStanding> BySubject { get; } =
            people.SelectMany(p => p.Scope.Ids.Select(id => KeyValuePair.Create(id, p.Standing))).ToFrozenDictionary();

        public bool IsAs(Snapshot other) =>
            BySubject.Count == other.BySubject.Count
            && BySubject.All(entry => other.BySubject.TryGetValue(entry.Key, out var standing) && entry.Value.IsAs(standing));
    }
}
