using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;

namespace WictzPortal.Breaches;

/// <summary>An incident with all that stands in its file.</summary>
public sealed class IncidentFile
{
    internal Incident Incident { get; init; } = default!;

    internal IncidentFacts Facts { get; init; } = default!;

    internal IReadOnlyList<RunningClock> Clocks { get; init; } = [];

    internal IReadOnlyList<CorrectiveAction> Actions { get; init; } = [];

    internal IReadOnlyList<IncidentReport> Reports { get; init; } = [];

    internal IReadOnlyList<AffectedPerson> People { get; init; } = [];
}

/// <summary>A clock that runs, for the countdown on every page of the staff.</summary>
public sealed record OpenClock(Guid IncidentId, string Number, bool IsDrill, RunningClock Clock);

/// <summary>A notice for affected people, as the portal and the website show it.</summary>
public sealed record BreachNotice(Guid IncidentId, string Number, DateTimeOffset At, string Text, string Advice);

/// <summary>Reads incidents.</summary>
public sealed class IncidentBook
{
    internal const string SecretUse = "breaches";

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Vault _vault;
    private readonly IOptions<BreachOptions> _options;
    private readonly TimeProvider _clock;

    internal IncidentBook(IDbContextFactory<PortalDb> databases, Vault vault, IOptions<BreachOptions> options, TimeProvider clock) =>
        (_databases, _vault, _options, _clock) = (databases, vault, options, clock);

    /// <summary>What runs at this moment, the most pressing first.</summary>
    public async Task<IReadOnlyList<OpenClock>> RunningAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var open = await db.Incidents.AsNoTracking().Where(i => i.ClosedAt == null).ToListAsync(cancellationToken);
        return [.. open.SelectMany(i => IncidentClocks.Of(i, _options.Value).Where(c => c.IsRunning).Select(c => new OpenClock(i.Id, i.Number, i.IsDrill, c)))
            .OrderBy(c => c.Clock.DueAt)];
    }

    /// <summary>What affected people were told and this person has not seen in the portal yet.</summary>
    public async Task<IReadOnlyList<BreachNotice>> UnseenAsync(Guid userId, string culture, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var people = db.AffectedPeople;
        var told = await db.Incidents.AsNoTracking().Where(i => !i.IsDrill && i.PeopleAt != null)
            .Where(i => people.Any(p => p.IncidentId == i.Id && p.UserId == userId && p.SeenAt == null)).ToListAsync(cancellationToken);
        return await NoticesAsync(told, culture, cancellationToken);
    }

    /// <summary>Notes that the person has seen it, which is evidence of the notice.</summary>
    public async Task SeeAsync(Guid incidentId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await db.AffectedPeople.SingleOrDefaultAsync(p => p.IncidentId == incidentId && p.UserId == userId, cancellationToken) is { } person)
        {
            person.See(_clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>Notices for the public, because not everybody could be reached.</summary>
    public async Task<IReadOnlyList<BreachNotice>> PublicAsync(string culture, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var published = await db.Incidents.AsNoTracking().Where(i => !i.IsDrill && i.PublicAt != null)
            .OrderByDescending(i => i.Id).ToListAsync(cancellationToken);
        return await NoticesAsync(published, culture, cancellationToken);
    }

    /// <summary>The newest first, with their titles.</summary>
    internal async Task<IReadOnlyList<(Incident Incident, string Title)>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var rows = new List<(Incident, string)>();
        foreach (var incident in await db.Incidents.AsNoTracking().OrderByDescending(i => i.Id).Take(200).ToListAsync(cancellationToken))
        {
            rows.Add((incident, (await FactsAsync(incident, cancellationToken)).Title));
        }

        return rows;
    }

    internal async Task<IncidentFile?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) is not { } incident ? null : new IncidentFile
        {
            Incident = incident,
            Facts = await FactsAsync(incident, cancellationToken),
            Clocks = IncidentClocks.Of(incident, _options.Value),
            Actions = await db.CorrectiveActions.AsNoTracking().Where(a => a.IncidentId == id).OrderBy(a => a.DueOn).ToListAsync(cancellationToken),
            Reports = await db.IncidentReports.AsNoTracking().Where(r => r.IncidentId == id).OrderBy(r => r.At).ToListAsync(cancellationToken),
            People = await db.AffectedPeople.AsNoTracking().Where(p => p.IncidentId == id).OrderBy(p => p.UserId).ToListAsync(cancellationToken),
        };
    }

    internal async Task<IncidentFacts> FactsAsync(Incident incident, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<IncidentFacts>(await _vault.OpenSecretAsync(SecretUse, incident.Facts, cancellationToken))!;

    internal async Task<Sealed> SealAsync(IncidentFacts facts, CancellationToken cancellationToken) =>
        await _vault.SealSecretAsync(SecretUse, JsonSerializer.Serialize(facts), cancellationToken);

    private async Task<IReadOnlyList<BreachNotice>> NoticesAsync(IReadOnlyList<Incident> incidents, string culture, CancellationToken cancellationToken)
    {
        var notices = new List<BreachNotice>();
        foreach (var incident in incidents)
        {
            var facts = await FactsAsync(incident, cancellationToken);
            var (text, advice) = culture == "tr" ? (facts.PeopleTr, facts.AdviceTr) : (facts.PeopleEn, facts.AdviceEn);
            notices.Add(new BreachNotice(incident.Id, incident.Number, incident.PublicAt ?? incident.PeopleAt!.Value, text, advice));
        }

        return notices;
    }
}
