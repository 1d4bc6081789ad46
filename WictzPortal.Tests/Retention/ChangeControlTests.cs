using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Retention;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Retention;

/// <summary>Who may change how long things are kept, how far, and when.</summary>
public sealed class ChangeControlTests
{
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Another = Guid.NewGuid();

    [Fact]
    [Trait("Promise", "A-65"), Trait("Promise", "A-67"), Trait("Promise", "X-12")]
    public async Task Less_takes_effect_at_once_and_more_waits_for_a_notice_and_a_second_person()
    {
        await using var app = await PortalApp.StartAsync(new FakeClock());
        var (desk, limits) = (app.Get<RetentionDesk>(), app.Get<RetentionLimits>());

        Assert.Equal(RetentionChangeState.InForce, (await desk.AskAsync(RetentionRule.Log90, 60, "We need no more.", One, default)).Value);
        Assert.Equal((60, 60), (limits.DaysOf(RetentionRule.Log90), limits.ToldDaysOf(RetentionRule.Log90)));

        Assert.Equal(RetentionChangeState.Asked, (await desk.AskAsync(RetentionRule.Log90, 120, "An attack goes on for months.", One, default)).Value);
        var longer = (await desk.ListAsync(default))[0];
        Assert.Equal((60, 120), (limits.DaysOf(RetentionRule.Log90), limits.ToldDaysOf(RetentionRule.Log90)));
        Assert.Equal("retention.own", (await desk.ApproveAsync(longer.Id, One, default))!.Code);
        Assert.Equal("retention.undisclosed", (await desk.ApproveAsync(longer.Id, Another, default))!.Code);
        Assert.Equal(60, limits.DaysOf(RetentionRule.Log90));

        // Back to what the notice tells already: only somebody else is needed.
        Assert.Null(await desk.RejectAsync(longer.Id, Another, default));
        Assert.Equal("retention.decided", (await desk.ApproveAsync(longer.Id, Another, default))!.Code);
        await desk.AskAsync(RetentionRule.Log90, 90, "As it was.", One, default);
        Assert.Null(await desk.ApproveAsync((await desk.ListAsync(default))[0].Id, Another, default));
        Assert.Equal(90, limits.DaysOf(RetentionRule.Log90));

        await using var restarted = await app.RestartAsync();
        Assert.Equal(90, restarted.Get<RetentionLimits>().DaysOf(RetentionRule.Log90));
        var told = (await restarted.Get<AuditBrowser>().ListAsync("retention.", null, 0, 10, default)).Rows.Select(row => row.Action);
        Assert.Equal(["retention.lengthened", "retention.asked", "retention.rejected", "retention.asked", "retention.shortened"], told);
    }

    /// <summary>The ceilings are in the code: no number that anybody can type passes them.</summary>
    [Fact]
    [Trait("Promise", "A-40"), Trait("Promise", "X-01"), Trait("Promise", "X-12")]
    public async Task Nothing_passes_the_ceiling_of_its_rule()
    {
        var app = await PortalApp.SharedAsync;
        var (desk, limits) = (app.Get<RetentionDesk>(), app.Get<RetentionLimits>());

        await Assert.AllAsync(
            from term in RetentionTerm.All
            from days in new[] { int.MinValue, -1, 0, term.LeastDays - 1, term.MostDays + 1, int.MaxValue }
            select (term, days),
            async pair => Assert.Equal("retention.out_of_bounds", (await desk.AskAsync(pair.term.Rule, pair.days, "More.", One, default)).Failure!.Code));
        Assert.All(RetentionTerm.All.Where(term => term.Rule is RetentionRule.Log90 or RetentionRule.Aggregate365), term => Assert.True(term.MostDays <= 365));
        Assert.Throws<ArgumentOutOfRangeException>(() => limits.Set(RetentionRule.Log90, 366));
        Assert.Equal("retention.reason", (await desk.AskAsync(RetentionRule.Log90, 30, "  ", One, default)).Failure!.Code);
    }

    /// <summary>What is due is never younger than a day before its limit, and what a law wants kept is never due early.</summary>
    [Fact, Trait("Promise", "A-40")]
    public void On_no_day_is_anything_deleted_too_early_or_seen_too_late()
    {
        var clock = new FakeClock(new DateTimeOffset(2024, 1, 1, 0, 30, 0, TimeSpan.Zero));
        var limits = new RetentionLimits(clock);
        for (; clock.GetUtcNow().Year < 2041; clock.Advance(TimeSpan.FromHours(23)))
        {
            foreach (var term in RetentionTerm.All)
            {
                var (limit, before) = (limits.LimitOf(term.Rule, 5), limits.SweepBefore(term.Rule, 5));
                Assert.InRange(before - limit, TimeSpan.Zero, term.IsMaximum ? TimeSpan.FromDays(1) : TimeSpan.Zero);
                Assert.True(before < clock.GetUtcNow());
            }

            var books = limits.LimitOf(RetentionRule.Billing10Years, 0);
            Assert.Equal((10, IstanbulYear.StartOf(IstanbulYear.Of(books))), (IstanbulYear.Of(clock.GetUtcNow()) - IstanbulYear.Of(books), books));
        }
    }
}
