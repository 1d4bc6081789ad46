using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>Where a subscription stands. Numbers are stored: they never change.</summary>
public enum SubscriptionState : byte
{
    /// <summary>Ordered and not paid.</summary>
    Pending = 1,
    Trialing = 2,
    Active = 3,

    /// <summary>The period is over and the next one not paid; the plan's limits hold for some days more.</summary>
    Grace = 4,
    Expired = 5,
    Canceled = 6,
}

/// <summary>
/// An account's plan over time. It changes only by the methods here, which take the time and refuse what does not follow from the state
/// it is in. At most one of an account is on trial, active or in grace.
/// </summary>
internal sealed class Subscription
{
    /// <summary>On trial, active or in grace: its limits hold.</summary>
    public static readonly Expression<Func<Subscription, bool>> IsLive =
        s => s.State == SubscriptionState.Trialing || s.State == SubscriptionState.Active || s.State == SubscriptionState.Grace;

    private static readonly Failure NotNow = new(FailureKind.Conflict, "plans.not_now", "Your plan does not allow this at the moment. Look at it again.");

    private Subscription() { }

    [NotPersonal("random id of a subscription")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid PlanId { get; private set; }

    /// <summary>What was bought for the period that runs.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid VersionId { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public SubscriptionState State { get; private set; } = SubscriptionState.Pending;

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>From where periods are counted.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset AnchorAt { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset PeriodFrom { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset PeriodUntil { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset? GraceUntil { get; private set; }

    /// <summary>Whether the wallet pays the next period without being asked.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public bool RenewsItself { get; private set; }

    /// <summary>The customer has canceled: it ends with the period.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public bool EndsWithPeriod { get; private set; }

    /// <summary>The plan to which it changes with the next period.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid? NextPlanId { get; private set; }

    /// <summary>The last reminder of this period's end, by its days before; null for none yet.</summary>
    [NotPersonal("a count of days")]
    public int? RemindedDays { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Grows with every change, so that of two at once one is refused.</summary>
    [NotPersonal("counts changes of the row")]
    public int Revision { get; private set; }

    /// <summary>An order for a plan. Nothing holds until it is paid.</summary>
    public static Subscription Ask(Guid accountId, long accountNumber, PlanVersionFacts version, bool renewsItself, DateTimeOffset now) => new()
    {
        AccountId = accountId,
        AccountNumber = accountNumber,
        PlanId = version.PlanId,
        VersionId = version.Id,
        RenewsItself = renewsItself,
        AskedAt = now,
        AnchorAt = now,
        PeriodFrom = now,
        PeriodUntil = now,
    };

    public Failure? Try(PlanVersionFacts version, DateTimeOffset now) =>
        State == SubscriptionState.Pending && version.TrialDays > 0
            ? Begin(SubscriptionState.Trialing, version, now, now, now.AddDays(version.TrialDays))
            : NotNow;

    /// <summary>The first period is paid, or that of another plan instead of the one that runs.</summary>
    public Failure? Start(PlanVersionFacts version, DateTimeOffset now)
    {
        if (State is SubscriptionState.Expired or SubscriptionState.Canceled)
        {
            return NotNow;
        }

        var period = PlanPeriods.Holding(now, version.Period, now);
        return Begin(SubscriptionState.Active, version, now, period.From, period.Until);
    }

    /// <summary>The period after the one that is over is paid. Periods that nobody looked after are passed over, and cost nothing.</summary>
    public Failure? Renew(PlanVersionFacts version, PlanPeriod before, DateTimeOffset now)
    {
        if (!IsLiveNow || now < PeriodUntil || EndsWithPeriod)
        {
            return NotNow;
        }

        var anchor = ToFacts().NextAnchor(version, before);
        var period = PlanPeriods.Holding(anchor, version.Period, now);
        return Begin(SubscriptionState.Active, version, anchor, period.From, period.Until);
    }

    /// <summary>Not paid in time: the plan's limits hold until <paramref name="until"/>, its credit does not.</summary>
    public Failure? EnterGrace(DateTimeOffset until, DateTimeOffset now)
    {
        if (State != SubscriptionState.Active || now < PeriodUntil || EndsWithPeriod)
        {
            return NotNow;
        }

        (State, GraceUntil) = (SubscriptionState.Grace, until);
        return Changed();
    }

    public Failure? Expire(DateTimeOffset now) =>
        State is SubscriptionState.Trialing or SubscriptionState.Active && now >= PeriodUntil && !EndsWithPeriod
        || (State == SubscriptionState.Grace && now >= GraceUntil)
            ? End(SubscriptionState.Expired, now)
            : NotNow;

    /// <summary>The customer wants no more of it: it ends with the period, or at once when none is running.</summary>
    public Failure? Cancel(DateTimeOffset now)
    {
        switch (State)
        {
            case SubscriptionState.Pending or SubscriptionState.Grace:
                return End(SubscriptionState.Canceled, now);
            case SubscriptionState.Trialing or SubscriptionState.Active when !EndsWithPeriod:
                (EndsWithPeriod, NextPlanId) = (true, null);
                return Changed();
            default:
                return NotNow;
        }
    }

    /// <summary>Takes a cancellation back while the period runs.</summary>
    public Failure? Resume(DateTimeOffset now)
    {
        if (!EndsWithPeriod || !IsRunning(now))
        {
            return NotNow;
        }

        EndsWithPeriod = false;
        return Changed();
    }

    /// <summary>The period of a canceled one is over.</summary>
    public Failure? EndCanceled(DateTimeOffset now) =>
        EndsWithPeriod && State is SubscriptionState.Trialing or SubscriptionState.Active && now >= PeriodUntil
            ? End(SubscriptionState.Canceled, now)
            : NotNow;

    public Failure? SetRenewal(bool itself)
    {
        if (!IsLiveNow)
        {
            return NotNow;
        }

        RenewsItself = itself;
        return Changed();
    }

    /// <summary>Changes the plan with the next period; null keeps it as it is.</summary>
    public Failure? ChangeLater(Guid? planId, DateTimeOffset now)
    {
        if (!IsRunning(now) || EndsWithPeriod)
        {
            return NotNow;
        }

        NextPlanId = planId == PlanId ? null : planId;
        return Changed();
    }

    /// <summary>A reminder is on its way. Those that were to come before it are passed over.</summary>
    public Failure? Remind(int days, DateTimeOffset now)
    {
        if (!IsRunning(now) || RemindedDays <= days)
        {
            return NotNow;
        }

        RemindedDays = days;
        return Changed();
    }

    public SubscriptionFacts ToFacts() => new(
        Id, AccountId, AccountNumber, PlanId, VersionId, State, AskedAt, PeriodFrom, PeriodUntil, GraceUntil, RenewsItself, EndsWithPeriod,
        NextPlanId, RemindedDays, EndedAt) { AnchorAt = AnchorAt };

    private bool IsLiveNow => State is SubscriptionState.Trialing or SubscriptionState.Active or SubscriptionState.Grace;

    private bool IsRunning(DateTimeOffset now) => State is SubscriptionState.Trialing or SubscriptionState.Active && now < PeriodUntil;

    private Failure? Begin(SubscriptionState state, PlanVersionFacts version, DateTimeOffset anchor, DateTimeOffset from, DateTimeOffset until)
    {
        (State, PlanId, VersionId, AnchorAt) = (state, version.PlanId, version.Id, anchor);
        (PeriodFrom, PeriodUntil, GraceUntil) = (from, until, null);
        (EndsWithPeriod, NextPlanId) = (false, null);

        // A period that begins closer to its end than a reminder would be needs no such reminder.
        RemindedDays = Reminders.Due(until - from);
        return Changed();
    }

    private Failure? End(SubscriptionState state, DateTimeOffset now)
    {
        (State, EndedAt, GraceUntil, NextPlanId) = (state, now, null, null);
        return Changed();
    }

    private Failure? Changed()
    {
        Revision++;
        return null;
    }

    internal sealed class Table : IEntityTypeConfiguration<Subscription>
    {
        public void Configure(EntityTypeBuilder<Subscription> subscription)
        {
            subscription.ToTable("subscriptions");
            subscription.Property(s => s.Revision).IsConcurrencyToken();
            subscription.HasIndex(s => s.AccountId, "one_live_of_an_account").IsUnique().HasFilter("\"State\" IN (2, 3, 4)");
            subscription.HasIndex(s => new { s.AccountId, s.AskedAt });
            subscription.HasIndex(s => new { s.State, s.PeriodUntil });
        }
    }
}
