using System.Net;
using System.Text.Json;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Gateway;

/// <summary>When limits are whole again. Each test begins where the one before has left the clock.</summary>
public sealed class LimitResetTests(LimitRig rig) : IClassFixture<LimitRig>
{
    private const string Hello = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";

    /// <summary>The key outlives its budget's window, and the budget the key's: neither moves the other.</summary>
    [Fact]
    [Trait("Exam", "34")]
    [Trait("Exam", "42")]
    public async Task Spending_is_limited_by_what_was_charged_and_begins_anew_at_the_accounts_midnight()
    {
        // A call may cost 16.7 kuruş, and costs 0.13 kuruş: 11 tokens in, 5 out.
        await rig.BeginAsync(key: new LimitSet(SpendPerDay: LimitRig.Kurus(17)));

        var (first, second) = (await StatusAsync(), await StatusAsync());
        await StatusAsync();
        var refused = await rig.PostAsync(Hello);
        var midnight = Next(TimeSpan.FromHours(21));      // in Istanbul
        rig.Clock.Advance(midnight - rig.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        var before = await StatusAsync();
        rig.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var after = await StatusAsync();

        var error = JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first, second));
        Assert.Equal((HttpStatusCode.PaymentRequired, "spend_limit_reached"), (refused.StatusCode, error.GetProperty("code").GetString()));
        Assert.Equal(midnight, error.GetProperty("resets_at").GetDateTimeOffset());
        Assert.Equal((HttpStatusCode.PaymentRequired, HttpStatusCode.OK), (before, after));
    }

    [Fact]
    [Trait("Exam", "42")]
    public async Task After_weeks_without_a_call_every_window_is_whole()
    {
        await rig.BeginAsync(key: new LimitSet(RequestsPerMinute: 1, RequestsPerDay: 1, SpendPerWeek: LimitRig.Kurus(17), SpendPerMonth: LimitRig.Kurus(17)));

        var first = await StatusAsync();
        var second = await StatusAsync();
        rig.Clock.Advance(TimeSpan.FromDays(45));
        var third = await StatusAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (first, second, third));
    }

    private async Task<HttpStatusCode> StatusAsync() => (await rig.PostAsync(Hello)).StatusCode;

    private DateTimeOffset Next(TimeSpan timeOfDay)
    {
        var now = rig.Clock.GetUtcNow();
        var today = new DateTimeOffset(now.UtcDateTime.Date + timeOfDay, TimeSpan.Zero);
        return today > now ? today : today.AddDays(1);
    }
}
