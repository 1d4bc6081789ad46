using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Plans;

/// <summary>Every step from every state: what is allowed, and that what is not changes nothing.</summary>
public sealed class SubscriptionTests
{
    private static readonly DateTimeOffset Start = PlanPeriodTests.Istanbul("2026-01-31T10:00");
    private static readonly DateTimeOffset InPeriod = Start.AddDays(1);
    private static readonly DateTimeOffset After = Start.AddDays(40);
    private static readonly DateTimeOffset GraceOver = After.AddDays(10);

    private static readonly PlanVersionFacts Version = new(
        Guid.NewGuid(), Guid.NewGuid(), Start, 10_000, PlanPeriod.Month, Money.FromLira(50), PlanOverage.Wallet, 7, LimitSet.None);

    private static readonly Dictionary<string, (Func<Subscription> Make, DateTimeOffset Now)> States = new()
    {
        ["pending"] = (Ask, InPeriod),
        ["trialing"] = (Trial, InPeriod),
        ["trial over"] = (Trial, After),
        ["active"] = (Active, InPeriod),
        ["active over"] = (Active, After),
        ["canceling"] = (() => Made(Active(), s => s.Cancel(InPeriod)), InPeriod),
        ["canceling over"] = (() => Made(Active(), s => s.Cancel(InPeriod)), After),
        ["grace"] = (Grace, After),
        ["grace over"] = (Grace, GraceOver),
        ["expired"] = (() => Made(Grace(), s => s.Expire(GraceOver)), GraceOver),
        ["canceled"] = (() => Made(Ask(), s => s.Cancel(InPeriod)), InPeriod),
    };

    private static readonly Dictionary<string, (Func<Subscription, DateTimeOffset, Failure?> Step, string[] From)> Steps = new()
    {
        ["try"] = ((s, now) => s.Try(Version, now), ["pending"]),
        ["start"] = ((s, now) => s.Start(Version, now),
            ["pending", "trialing", "trial over", "active", "active over", "canceling", "canceling over", "grace", "grace over"]),
        ["renew"] = ((s, now) => s.Renew(Version, PlanPeriod.Month, now), ["trial over", "active over", "grace", "grace over"]),
        ["enter grace"] = ((s, now) => s.EnterGrace(now.AddDays(3), now), ["active over"]),
        ["expire"] = ((s, now) => s.Expire(now), ["trial over", "active over", "grace over"]),
        ["cancel"] = ((s, now) => s.Cancel(now), ["pending", "trialing", "trial over", "active", "active over", "grace", "grace over"]),
        ["resume"] = ((s, now) => s.Resume(now), ["canceling"]),
        ["end canceled"] = ((s, now) => s.EndCanceled(now), ["canceling over"]),
        ["set renewal"] = ((s, _) => s.SetRenewal(false),
            ["trialing", "trial over", "active", "active over", "canceling", "canceling over", "grace", "grace over"]),
        ["change later"] = ((s, now) => s.ChangeLater(Guid.NewGuid(), now), ["trialing", "active"]),
        ["remind"] = ((s, now) => s.Remind(1, now), ["trialing", "active", "canceling"]),
    };

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var state in States.Keys)
            {
                foreach (var step in Steps.Keys)
                {
                    all.Add(state, step);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_is_taken_or_refused_by_the_state(string state, string step)
    {
        var (make, now) = States[state];
        var subscription = make();
        var (before, revision) = (subscription.ToFacts(), subscription.Revision);

        var refusal = Steps[step].Step(subscription, now);

        Assert.Equal(Steps[step].From.Contains(state), refusal is null);
        if (refusal is not null)
        {
            Assert.Equal((before, revision, "plans.not_now"), (subscription.ToFacts(), subscription.Revision, refusal.Code));
        }
        else
        {
            Assert.Equal(revision + 1, subscription.Revision);
        }
    }

    [Fact]
    public void A_renewal_keeps_the_day_it_began_on()
    {
        var subscription = Active();

        subscription.Renew(Version, PlanPeriod.Month, PlanPeriodTests.Istanbul("2026-02-28T10:00"));
        var first = subscription.ToFacts();
        subscription.Renew(Version, PlanPeriod.Month, PlanPeriodTests.Istanbul("2026-03-31T12:00"));

        Assert.Equal((PlanPeriodTests.Istanbul("2026-02-28T10:00"), PlanPeriodTests.Istanbul("2026-03-31T10:00")), (first.PeriodFrom, first.PeriodUntil));
        Assert.Equal(PlanPeriodTests.Istanbul("2026-04-30T10:00"), subscription.PeriodUntil);
    }

    [Fact]
    public void Missed_periods_are_passed_over_by_a_renewal()
    {
        var subscription = Active();

        subscription.Renew(Version, PlanPeriod.Month, PlanPeriodTests.Istanbul("2026-06-10T10:00"));

        Assert.Equal(
            (PlanPeriodTests.Istanbul("2026-05-31T10:00"), PlanPeriodTests.Istanbul("2026-06-30T10:00")),
            (subscription.PeriodFrom, subscription.PeriodUntil));
    }

    [Fact]
    public void Each_reminder_comes_once_and_the_nearest_only()
    {
        var subscription = Active();

        Assert.Null(subscription.Remind(3, InPeriod));
        Assert.NotNull(subscription.Remind(7, InPeriod));
        Assert.NotNull(subscription.Remind(3, InPeriod));
        Assert.Null(subscription.Remind(1, InPeriod));
    }

    private static Subscription Ask() => Subscription.Ask(Guid.NewGuid(), 7, Version, renewsItself: true, Start);

    private static Subscription Trial() => Made(Ask(), s => s.Try(Version, Start));

    private static Subscription Active() => Made(Ask(), s => s.Start(Version, Start));

    private static Subscription Grace() => Made(Active(), s => s.EnterGrace(After.AddDays(3), After));

    private static Subscription Made(Subscription subscription, Func<Subscription, Failure?> step)
    {
        Assert.Null(step(subscription));
        return subscription;
    }
}
