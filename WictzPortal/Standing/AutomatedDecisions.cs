using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>An automated decision as the person and the reviewer see it.</summary>
/// <param name="Inputs">What the rule looked at; empty once the person's key is destroyed.</param>
public sealed record DecisionRow(
    Guid Id, Guid UserId, string RuleId, int RuleVersion, IReadOnlyDictionary<string, string> Inputs, string Outcome, DateTimeOffset At,
    string ExplanationEn, string ExplanationTr)
{
    public DateTimeOffset? AskedAt { get; init; }

    public string? View { get; init; }

    public DateOnly? DueOn { get; init; }

    public DateTimeOffset? ReviewedAt { get; init; }

    public ReviewOutcome? Review { get; init; }

    public string? Reasons { get; init; }
}

/// <summary>A rule has decided against a person; heard inside the same transaction, to write to the person.</summary>
public sealed record DecisionMade(Guid DecisionId, Guid UserId, string ExplanationEn, string ExplanationTr);

/// <summary>A human has reversed what a rule decided; heard inside the same transaction, by the folder that restores what it was before.</summary>
public sealed record DecisionReversed(Guid DecisionId, Guid UserId, string RuleId, string? Target, DateTimeOffset At);

/// <summary>Decisions that rules come to without a human: recorded with what they rest on, and reviewed by staff who can reverse them.</summary>
public sealed class AutomatedDecisions : IHostedService
{
    /// <summary>Working days within which a human answers.</summary>
    private const int ReviewDays = 5;

    private static readonly Failure NotThere = new(FailureKind.NotFound, "standing.no_decision", "There is no such decision to be reviewed.");

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly IServiceProvider _services;
    private readonly PurposeGate _gate;
    private readonly AuditTrail _audit;
    private readonly Vault _vault;
    private readonly TimeProvider _clock;
    private readonly Counter<long> _reviewed;

    public AutomatedDecisions(
        IDbContextFactory<PortalDb> databases, IServiceProvider services, PurposeGate gate, AuditTrail audit, Vault vault, TimeProvider clock,
        IMeterFactory meters)
    {
        (_databases, _services, _gate, _audit, _vault, _clock) = (databases, services, gate, audit, vault, clock);
        _reviewed = meters.Create("Wictz.Standing").CreateCounter<long>(
            "wictz.automated_decisions.reviewed", "{decision}", "Automated decisions reviewed by a human, by rule and outcome.");
    }

    /// <summary>The rules in force.</summary>
    public IReadOnlyList<DecisionRule> Rules => [.. _services.GetServices<DecisionRule>()];

    /// <summary>No rule is in force that could not be explained to whom it decides against.</summary>
    public Task StartAsync(CancellationToken cancellationToken) =>
        Rules.Select(rule => DecisionInputs.ProblemOf(rule, Rules)).OfType<string>().FirstOrDefault() is { } problem
            ? throw new InvalidOperationException(problem)
            : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether the rule may judge this person now. If not, only a human may.</summary>
    public bool Applies(DecisionRule rule, Guid userId) => _gate.Allows(rule.Purpose, userId);

    /// <summary>Records a decision in the caller's transaction, who has asked <see cref="Applies"/>; the person is written to with the way to ask a human.</summary>
    /// <param name="inputs">The values of what the rule looks at, by the names that it declares.</param>
    /// <param name="outcome">In two or three English words, such as <c>order refused</c>.</param>
    /// <param name="target">The record it is about, for whoever restores it.</param>
    public async Task<Guid> RecordAsync(
        PortalDb db, DecisionRule rule, Guid userId, IReadOnlyDictionary<string, string> inputs, string outcome, string? target,
        CancellationToken cancellationToken)
    {
        _gate.Demand(rule.Purpose, userId);
        var sealedInputs = await _vault.SealAsync(userId, JsonSerializer.Serialize(inputs), cancellationToken);
        var decision = AutomatedDecision.Of(rule, userId, sealedInputs, outcome, target, _clock.GetUtcNow());
        db.AutomatedDecisions.Add(decision);
        await db.SaveChangesAsync(cancellationToken);
        await TellAsync(new DecisionMade(decision.Id, userId, rule.ExplanationEn, rule.ExplanationTr), db, cancellationToken);
        return decision.Id;
    }

    /// <summary>The person asks for a human. Asking twice keeps the first date.</summary>
    /// <param name="view">The person's own view; may be empty.</param>
    public async Task<Failure?> AskAsync(Guid decisionId, Guid userId, string? view, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.AutomatedDecisions.SingleOrDefaultAsync(d => d.Id == decisionId && d.UserId == userId, cancellationToken) is not { Review: null } decision)
        {
            return NotThere;
        }

        if (decision.AskedAt is null)
        {
            var now = _clock.GetUtcNow();
            decision.Ask(await _vault.SealOptionalAsync(userId, view, cancellationToken), DueOn(now), now);
            await db.SaveChangesAsync(cancellationToken);
            await _audit.WriteAsync(
                db, new AuditNote("decisions.review_asked", userId) { SubjectId = userId, Target = $"decision {decisionId:N}" }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return null;
    }

    /// <summary>A human decides, having seen what the rule looked at. A reversal restores what it was before.</summary>
    public async Task<Failure?> ReviewAsync(Guid decisionId, ReviewOutcome outcome, string reasons, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.AutomatedDecisions.SingleOrDefaultAsync(d => d.Id == decisionId, cancellationToken) is not { Review: null } decision)
        {
            return NotThere;
        }

        if (decision.UserId == by)
        {
            return new Failure(FailureKind.Forbidden, "standing.own_decision", "Nobody reviews a decision about themselves.");
        }

        var now = _clock.GetUtcNow();
        decision.Decide(outcome, await _vault.SealAsync(decision.UserId, reasons, cancellationToken), by, now);
        await db.SaveChangesAsync(cancellationToken);
        if (outcome == ReviewOutcome.Reversed)
        {
            await TellAsync(new DecisionReversed(decisionId, decision.UserId, decision.RuleId, decision.Target, now), db, cancellationToken);
        }

        await _audit.WriteAsync(db, new AuditNote("decisions.reviewed", by)
        {
            SubjectId = decision.UserId, Target = $"decision {decisionId:N}", Purpose = Purpose.LegalObligation, Reason = reasons,
        }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _reviewed.Add(1, new("rule", decision.RuleId), new("outcome", outcome.ToString()));
        return null;
    }

    /// <summary>The newest first: one person's.</summary>
    public Task<IReadOnlyList<DecisionRow>> OfAsync(Guid userId, CancellationToken cancellationToken) =>
        RowsAsync(decisions => decisions.Where(d => d.UserId == userId).OrderByDescending(d => d.At), cancellationToken);

    /// <summary>Those that a human was asked to look at and has not, by their due date.</summary>
    public Task<IReadOnlyList<DecisionRow>> WaitingAsync(CancellationToken cancellationToken) =>
        RowsAsync(decisions => decisions.Where(d => d.AskedAt != null && d.Review == null).OrderBy(d => d.DueOn), cancellationToken);

    private async Task TellAsync<THappened>(THappened happened, PortalDb db, CancellationToken cancellationToken)
    {
        foreach (var listener in _services.GetServices<IListen<THappened>>())
        {
            await listener.HearAsync(happened, db, cancellationToken);
        }
    }

    private static DateOnly DueOn(DateTimeOffset now) =>
        BusinessDays.After(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, CurrentUser.DefaultTimeZone).DateTime), ReviewDays);

    private async Task<IReadOnlyList<DecisionRow>> RowsAsync(
        Func<IQueryable<AutomatedDecision>, IQueryable<AutomatedDecision>> choose, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var rows = new List<DecisionRow>();
        foreach (var d in await choose(db.AutomatedDecisions.AsNoTracking()).ToListAsync(cancellationToken))
        {
            var inputs = await _vault.OpenAsync(d.UserId, d.Inputs, Purpose.LegalObligation, cancellationToken);
            rows.Add(new DecisionRow(
                d.Id, d.UserId, d.RuleId, d.RuleVersion, JsonSerializer.Deserialize<Dictionary<string, string>>(inputs ?? "{}")!, d.Outcome, d.At,
                d.ExplanationEn, d.ExplanationTr)
            {
                AskedAt = d.AskedAt, DueOn = d.DueOn, ReviewedAt = d.ReviewedAt, Review = d.Review,
                View = await _vault.OpenAsync(d.UserId, d.View, Purpose.LegalObligation, cancellationToken),
                Reasons = await _vault.OpenAsync(d.UserId, d.Reasons, Purpose.LegalObligation, cancellationToken),
            });
        }

        return rows;
    }
}
