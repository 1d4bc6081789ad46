using System.Net;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Usage;

/// <summary>More calls at once than the credit covers.</summary>
public sealed class AdmissionLoadTests
{
    private const long Lira = 100_000_000;

    [Fact, Trait("Exam", "8"), Trait("Exam", "9"), Trait("Exam", "14"), Trait("Exam", "15")]
    public async Task Two_hundred_calls_at_once_against_credit_for_twenty_are_twenty_answers()
    {
        const int covered = 20;
        await using var rig = await LoadRig.StartAsync("1");
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Upstream.Script = new FakeScript { MayBegin = mayAnswer.Task };
        var first = rig.AskAsync(LoadRig.Whole);
        var each = await rig.ReservedAsync();
        Assert.InRange(each, 1_000 * 16_500, 1_100 * 16_500);      // without max_tokens: the 1000 tokens that the model may answer, and the prompt
        await Calls.PostAsync(rig.App, rig.AccountNumber, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, (covered * each) - Lira);

        var others = Enumerable.Range(1, (covered * 10) - 1).Select(_ => rig.AskAsync(LoadRig.Whole)).ToList();
        var refused = new List<LoadAnswer>();
        while (refused.Count < covered * 9)
        {
            var answered = await Task.WhenAny(others);
            others.Remove(answered);
            refused.Add(await answered);
        }

        Assert.Equal((0, covered * each), await rig.CreditAsync());
        mayAnswer.SetResult();
        var admitted = await Task.WhenAll(others.Append(first));

        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.PaymentRequired, answer.Status));
        Assert.All(admitted, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(covered, rig.Upstream.Calls.Count);
        Assert.Equal(admitted.Select(a => a.RequestId).Order(), (await rig.SettledAsync(covered * each)).Order());
    }

    [Fact, Trait("Exam", "10")]
    public Task Sixty_long_streams_at_once_never_spend_more_than_the_credit_for_six() => StreamAsync(60);

    [Fact, Trait("Exam", "10"), Trait("Form", "Long")]
    public Task A_thousand_long_streams_at_once_never_spend_more_than_the_credit_for_a_hundred() => StreamAsync(1_000);

    private static async Task StreamAsync(int streams)
    {
        const int tokens = 3_000;      // three slices: each stream comes back for more while it runs
        var credit = streams / 10 * tokens * 16_500L;
        await using var rig = await LoadRig.StartAsync(FormattableString.Invariant($"{credit / (decimal)Lira}"));
        rig.Upstream.Script = new FakeScript { Deltas = [.. Enumerable.Repeat("word ", tokens)] };

        var running = Task.WhenAll(Enumerable.Range(0, streams).Select(_ => rig.AskAsync(LoadRig.Stream)));
        while (!running.IsCompleted)
        {
            var (available, reserved) = await rig.CreditAsync();
            Assert.True(available >= 0 && available + reserved <= credit, $"{available} available and {reserved} reserved of {credit}");
            await Task.WhenAny(running, Task.Delay(50));
        }

        var answers = await running;
        await rig.SettledAsync(credit);
        Assert.All(answers, answer => Assert.True(
            answer.Status == HttpStatusCode.PaymentRequired || answer.Text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)
            || answer.Text.Contains("\"code\":\"credit_spent\"", StringComparison.Ordinal),
            $"{answer.Status} {answer.Text[^Math.Min(300, answer.Text.Length)..]}"));
        var whole = answers.Count(answer => answer.Text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal));
        Assert.InRange(whole, 0, streams / 10);
        Assert.Contains(answers, answer => answer.Text.Contains("\"code\":\"credit_spent\"", StringComparison.Ordinal));
    }
}
