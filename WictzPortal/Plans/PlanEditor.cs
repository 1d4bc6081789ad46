using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>A plan's names and its place, as they are edited.</summary>
public sealed record PlanDraft(string Code, string NameTr, string NameEn, string DescriptionTr, string DescriptionEn, int Position);

/// <summary>A version to be added to a plan.</summary>
/// <param name="From">The first day, in Istanbul; today is from now on.</param>
/// <param name="PriceKurus">Without tax.</param>
public sealed record NewPlanVersion(
    DateOnly From, long PriceKurus, PlanPeriod Period, Money Allowance, PlanOverage Overage, int TrialDays, LimitSet Limits);

/// <summary>Makes plans and their versions. A version that is in force or was never changes: a change is a further version.</summary>
public sealed partial class PlanEditor
{
    public const long MostKurus = 100_000_000;
    public const int MostTrialDays = 90;

    private static readonly Failure Unknown = new(FailureKind.NotFound, "plans.unknown", "There is no such plan.");

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    internal PlanEditor(IDbContextFactory<PortalDb> databases, AuditTrail audit, TimeProvider clock, ILogger<PlanEditor> log) =>
        (_databases, _audit, _clock, _log) = (databases, audit, clock, log);

    /// <summary>Makes a plan, as a draft that nobody sees yet.</summary>
    /// <returns>Its id; or <c>plans.code_invalid</c>, <c>plans.code_taken</c>, <c>plans.name_invalid</c>, <c>plans.text_too_long</c>.</returns>
    public async Task<Outcome<Guid>> MakeAsync(PlanDraft draft, Guid? staffId, CancellationToken cancellationToken)
    {
        if (!Code().IsMatch(draft.Code.Trim()) || draft.Code.Trim().Length > Plan.CodeLength)
        {
            return new Failure(FailureKind.Invalid, "plans.code_invalid", "A code is made of small letters a–z, digits and hyphens, at most {0}.", Plan.CodeLength);
        }

        if (Refusal(draft) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var plan = new Plan(draft.Code.Trim());
        if (await db.Plans.AnyAsync(p => p.Code == plan.Code, cancellationToken))
        {
            return new Failure(FailureKind.Conflict, "plans.code_taken", "Another plan has this code.");
        }

        plan.Describe(draft);
        db.Plans.Add(plan);
        await db.SaveChangesAsync(cancellationToken);
        await _audit.WriteAsync(db, new AuditNote("plans.made", staffId) { Target = plan.Code }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return plan.Id;
    }

    /// <summary>Changes names, descriptions and place. The code stays.</summary>
    public Task<Failure?> DescribeAsync(Guid planId, PlanDraft draft, Guid? staffId, CancellationToken cancellationToken) =>
        ChangeAsync(planId, "plans.described", staffId, (_, plan) => Task.FromResult(Refusal(draft) ?? Done(() => plan.Describe(draft))), cancellationToken);

    /// <returns>Null; or <c>plans.no_price</c> for a plan that has no version.</returns>
    public Task<Failure?> OfferAsync(Guid planId, Guid? staffId, CancellationToken cancellationToken) => ChangeAsync(planId, "plans.offered", staffId, async (db, plan) =>
    {
        var hasPrice = await db.PlanVersions.AnyAsync(v => v.PlanId == planId, cancellationToken);
        return hasPrice ? Done(plan.Offer) : new Failure(FailureKind.Conflict, "plans.no_price", "Give the plan a price first.");
    }, cancellationToken);

    public Task<Failure?> WithdrawAsync(Guid planId, Guid? staffId, CancellationToken cancellationToken) =>
        ChangeAsync(planId, "plans.withdrawn", staffId, (_, plan) => Task.FromResult(Done(plan.Withdraw)), cancellationToken);

    /// <summary>Adds a version. One that was to begin on the same later day is replaced.</summary>
    /// <returns>
    /// Null; or <c>plans.from_past</c>, <c>plans.price_invalid</c>, <c>plans.allowance_invalid</c>, <c>plans.trial_invalid</c>, or what is
    /// wrong with the limits.
    /// </returns>
    public Task<Failure?> AddVersionAsync(Guid planId, NewPlanVersion version, Guid? staffId, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var limits = LimitRules.Checked(version.Limits);
        return ChangeAsync(planId, "plans.version_added", staffId, async (db, _) =>
        {
            if ((Refusal(version, now) ?? limits.Failure) is { } refusal)
            {
                return refusal;
            }

            var from = version.From == PlanPeriods.DayOf(now) ? now : PlanPeriods.StartOf(version.From);
            await db.PlanVersions.Where(v => v.PlanId == planId && v.ValidFrom == from && v.ValidFrom > now).ExecuteDeleteAsync(cancellationToken);
            db.PlanVersions.Add(PlanVersion.Of(planId, version with { Limits = limits.Value! }, from));
            return null;
        }, cancellationToken);
    }

    /// <summary>Takes back a version that has not begun.</summary>
    public Task<Failure?> RemoveVersionAsync(
        Guid planId, Guid versionId, Guid? staffId, CancellationToken cancellationToken) => ChangeAsync(planId, "plans.version_removed", staffId, async (db, _) =>
    {
        var now = _clock.GetUtcNow();
        var removed = await db.PlanVersions.Where(v => v.Id == versionId && v.PlanId == planId && v.ValidFrom > now).ExecuteDeleteAsync(cancellationToken);
        return removed == 1 ? null : new Failure(FailureKind.Conflict, "plans.version_begun", "This version has begun: it stays.");
    }, cancellationToken);

    private async Task<Failure?> ChangeAsync(
        Guid planId, string action, Guid? staffId, Func<PortalDb, Plan, Task<Failure?>> change, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var plan = await db.Plans.AsTracking().SingleOrDefaultAsync(p => p.Id == planId, cancellationToken);
        var refusal = plan is null ? Unknown : await change(db, plan);
        if (refusal is null)
        {
            await db.SaveChangesAsync(cancellationToken);
            await _audit.WriteAsync(db, new AuditNote(action, staffId) { Target = plan!.Code }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogChanged(plan.Code);
        }

        return refusal;
    }

    private static Failure? Done(Action change)
    {
        change();
        return null;
    }

    private static Failure? Refusal(PlanDraft draft)
    {
        string[] names = [draft.NameTr.Trim(), draft.NameEn.Trim()], texts = [draft.DescriptionTr.Trim(), draft.DescriptionEn.Trim()];
        return names.Any(name => name.Length is 0 or > Plan.NameLength)
            ? new Failure(FailureKind.Invalid, "plans.name_invalid", "A plan has a name in both languages, of at most {0} characters.", Plan.NameLength)
            : texts.Any(text => text.Length > Plan.DescriptionLength)
                ? new Failure(FailureKind.Invalid, "plans.text_too_long", "A description has at most {0} characters.", Plan.DescriptionLength)
                : null;
    }

    private static Failure? Refusal(NewPlanVersion version, DateTimeOffset now) => version switch
    {
        _ when version.From < PlanPeriods.DayOf(now) =>
            new Failure(FailureKind.Invalid, "plans.from_past", "A version begins today or later."),
        { PriceKurus: < 0 or > MostKurus } =>
            new Failure(FailureKind.Invalid, "plans.price_invalid", "A price is from ₺0 to ₺{0}, in whole kuruş.", MostKurus / 100),
        _ when version.Allowance.Micros < 0 || version.Allowance.Micros > Money.FromKurus(MostKurus).Micros =>
            new Failure(FailureKind.Invalid, "plans.allowance_invalid", "The credit of a period is from ₺0 to ₺{0}.", MostKurus / 100),
        { TrialDays: < 0 or > MostTrialDays } =>
            new Failure(FailureKind.Invalid, "plans.trial_invalid", "A trial has at most {0} days.", MostTrialDays),
        { PriceKurus: 0, TrialDays: > 0 } =>
            new Failure(FailureKind.Invalid, "plans.trial_of_free", "A free plan needs no trial."),
        _ => null,
    };

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Code();

    [LoggerMessage(LogLevel.Information, "The plan {Code} was changed.")]
    private partial void LogChanged(string code);
}
