using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Payments;

namespace WictzPortal.Tests.Payments;

[Trait("Exam", "22")]
public sealed class RefundTests(PaymentsRig rig) : IClassFixture<PaymentsRig>, IDisposable
{
    private static readonly Guid First = Guid.CreateVersion7();
    private static readonly Guid Second = Guid.CreateVersion7();

    private RefundDesk Desk => rig.App.Get<RefundDesk>();

    // The cap counts by day, and each test refunds.
    public void Dispose() => rig.Clock.Advance(TimeSpan.FromDays(1));

    [Fact]
    public async Task What_two_people_agree_on_goes_back_in_parts_and_to_the_kurus()
    {
        var attempt = await rig.PaidAsync();

        Assert.Null(await RefundAsync(attempt, 12_000));
        Assert.Null(await RefundAsync(attempt, 48_000));

        Assert.Equal(0, (await rig.WalletAsync(attempt)).Micros);
        Assert.Equal([12_000, 48_000], rig.Sandbox.Find(attempt.Oid)!.Returns.Select(back => back.Kurus));
        Assert.Equal("payments.refund_amount", (await AskAsync(attempt, 1)).Failure?.Code);
        Assert.All(await RefundsAsync(attempt), refund => Assert.Equal(RefundState.Paid, refund.State));
        await rig.VerifyAsync();
    }

    [Theory]
    [InlineData(0, "payments.refund_amount")]
    [InlineData(-100, "payments.refund_amount")]
    [InlineData(60_001, "payments.refund_amount")]
    [InlineData(1_000_000_000_00, "payments.refund_amount")]
    [InlineData(9_999, "payments.refund_split")]
    public async Task An_amount_that_cannot_go_back_is_refused(long kurus, string code)
    {
        var attempt = await rig.PaidAsync();

        Assert.Equal(code, (await AskAsync(attempt, kurus)).Failure?.Code);
        Assert.Empty(await RefundsAsync(attempt));
    }

    [Fact]
    public async Task Who_asks_does_not_approve_and_gives_a_reason()
    {
        var attempt = await rig.PaidAsync();
        var asked = await AskAsync(attempt, 12_000);

        Assert.Equal("payments.refund_same_person", (await Desk.ApproveAsync(asked.Value, First, default))?.Code);
        Assert.Equal("payments.refund_reason", (await Desk.AskAsync(attempt.Oid, 1_200, " ", First, default)).Failure?.Code);
        Assert.Null(await Desk.RejectAsync(asked.Value, Second, default));
        Assert.Equal("payments.refund_decided", (await Desk.ApproveAsync(asked.Value, Second, default))?.Code);
        Assert.Empty(rig.Sandbox.Find(attempt.Oid)!.Returns);
    }

    [Fact]
    public async Task Staff_who_ask_and_approve_at_once_give_the_same_money_back_once()
    {
        var attempt = await rig.PaidAsync();

        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(attempt, 36_000)));
        var id = Assert.Single(asked, outcome => outcome.Succeeded).Value;
        var approved = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Desk.ApproveAsync(id, Second, default)));

        Assert.Single(approved, failure => failure is null);
        Assert.Single(rig.Sandbox.Find(attempt.Oid)!.Returns);
        Assert.Equal(Money.FromKurus(20_000), await rig.WalletAsync(attempt));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task What_is_spent_does_not_go_back()
    {
        var attempt = await rig.PaidAsync();
        var spent = new WalletMove(
            attempt.AccountNumber, Money.FromKurus(45_000), LedgerAccount.Revenue, LedgerEntryKind.PlanPurchase, $"test/{attempt.Id:N}", rig.Clock.GetUtcNow());
        await using (var db = rig.App.OpenDb())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            Assert.Null(await rig.App.Get<Wallet>().TakeAsync(db, spent, default));
            await transaction.CommitAsync();
        }

        Assert.Equal("payments.refund_spent", (await RefundAsync(attempt, 12_000))?.Code);
        Assert.Null(await RefundAsync(attempt, 6_000));
        Assert.Equal(0, (await rig.WalletAsync(attempt)).Micros);
    }

    [Theory]
    [InlineData("000")]
    [InlineData("001")]
    [InlineData("004")]
    [InlineData("005")]
    [InlineData("007")]
    [InlineData("008")]
    [InlineData("009")]
    [InlineData("010")]
    [InlineData("011")]
    [InlineData("012")]
    public async Task A_refusal_of_PayTR_gives_the_wallet_its_money_back(string code)
    {
        var attempt = await rig.PaidAsync();
        rig.Faults.RefundCode = code;
        var failure = await RefundAsync(attempt, 12_000);
        rig.Faults.RefundCode = null;

        Assert.Equal("payments.refund_refused", failure?.Code);
        Assert.Equal((RefundState.Refused, code), (Assert.Single(await RefundsAsync(attempt)).State, Assert.Single(await RefundsAsync(attempt)).RefusalCode));
        Assert.Equal(Money.FromKurus(50_000), await rig.WalletAsync(attempt));
    }

    [Fact]
    public async Task A_lost_answer_is_looked_for_and_never_sent_again()
    {
        var attempt = await rig.PaidAsync();
        rig.Faults.LosesRefundAnswers = true;
        var failure = await RefundAsync(attempt, 12_000);
        rig.Faults.LosesRefundAnswers = false;
        var (unknown, held) = (Assert.Single(await RefundsAsync(attempt)).State, await rig.WalletAsync(attempt));

        rig.Clock.Advance(TimeSpan.FromMinutes(11));
        await rig.App.Get<LookIntoRefundsJob>().RunAsync(default);
        await rig.App.Get<LookIntoRefundsJob>().RunAsync(default);

        Assert.Equal(("payments.refund_unknown", RefundState.Unknown, Money.FromKurus(40_000)), (failure?.Code, unknown, held));
        Assert.Equal(RefundState.Paid, Assert.Single(await RefundsAsync(attempt)).State);
        Assert.Single(rig.Sandbox.Find(attempt.Oid)!.Returns);
        await rig.VerifyAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refund_that_never_arrived_is_given_back_when_the_report_is_whole(bool isDown)
    {
        var (attempt, job) = (await rig.PaidAsync(), rig.App.Get<LookIntoRefundsJob>());
        (rig.Faults.IsDown, rig.Faults.AnswersHtml) = (isDown, !isDown);
        Assert.Equal("payments.refund_unknown", (await RefundAsync(attempt, 12_000))?.Code);
        rig.Clock.Advance(TimeSpan.FromHours(25));
        await job.RunAsync(default);      // PayTR is still not there
        (rig.Faults.IsDown, rig.Faults.AnswersHtml) = (false, false);
        rig.Clock.Advance(TimeSpan.FromHours(2));
        await job.RunAsync(default);
        var refund = Assert.Single(await RefundsAsync(attempt));
        rig.Clock.Advance(TimeSpan.FromHours(12));
        await job.RunAsync(default);

        Assert.Equal(RefundState.Unknown, refund.State);
        Assert.Equal([CaseKind.RefundUnknown], await rig.CasesAsync(refund.Reference));
        Assert.Equal(RefundState.Refused, Assert.Single(await RefundsAsync(attempt)).State);
        Assert.Equal(Money.FromKurus(50_000), await rig.WalletAsync(attempt));
        await rig.VerifyAsync();
    }

    [Fact]
    public Task A_crash_between_steps_neither_loses_nor_doubles_a_refund() => CrashAsync(stride: 5);

    [Fact, Trait("Form", "Long")]
    public Task A_crash_between_any_two_steps_neither_loses_nor_doubles_a_refund() => CrashAsync(stride: 1);

    [Fact]
    public async Task A_callback_after_the_refund_changes_nothing()
    {
        var attempt = await rig.PaidAsync();
        Assert.Null(await RefundAsync(attempt, 60_000));

        Assert.Equal((200, "OK"), await rig.PostAsync(rig.Success(attempt)));
        Assert.Equal((200, "OK"), await rig.PostAsync(rig.Success(attempt, 500)));

        Assert.Equal(0, (await rig.WalletAsync(attempt)).Micros);
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task No_more_goes_back_in_a_day_than_is_set()
    {
        var (large, small) = (await rig.PaidAsync(800_000), await rig.PaidAsync());
        Assert.Null(await RefundAsync(large, 960_000));
        var asked = await AskAsync(small, 48_000);

        Assert.Equal("payments.refund_cap", (await Desk.ApproveAsync(asked.Value, Second, default))?.Code);
        rig.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await Desk.ApproveAsync(asked.Value, Second, default));
    }

    private async Task CrashAsync(int stride)
    {
        var crashes = 0;
        for (var step = 1; ; step += stride)
        {
            var attempt = await rig.PaidAsync();
            var asked = await AskAsync(attempt, 12_000);
            rig.Crash.After(step);
            await Record.ExceptionAsync(() => Desk.ApproveAsync(asked.Value, Second, default));
            rig.Crash.Never();
            crashes += rig.Crash.HasHappened ? 1 : 0;

            // Whoever comes next approves again; what is on its way is looked for.
            await Desk.ApproveAsync(asked.Value, Second, default);
            rig.Clock.Advance(TimeSpan.FromHours(37));
            await rig.App.Get<LookIntoRefundsJob>().RunAsync(default);

            var (refund, returns) = (Assert.Single(await RefundsAsync(attempt)), rig.Sandbox.Find(attempt.Oid)!.Returns);
            Assert.True(returns.Count <= 1, $"Refunded {returns.Count} times after a crash at step {step}.");
            Assert.Equal(returns.Count == 1 ? RefundState.Paid : RefundState.Refused, refund.State);
            Assert.Equal(Money.FromKurus(returns.Count == 1 ? 40_000 : 50_000), await rig.WalletAsync(attempt));
            if (!rig.Crash.HasHappened)
            {
                break;
            }
        }

        Assert.True(crashes * stride > 12, $"There were {crashes} crashes only.");
        await rig.VerifyAsync();
    }

    private Task<Outcome<Guid>> AskAsync(PaymentAttempt attempt, long kurus) => Desk.AskAsync(attempt.Oid, kurus, "The customer asked for it.", First, default);

    private async Task<Failure?> RefundAsync(PaymentAttempt attempt, long kurus)
    {
        var asked = await AskAsync(attempt, kurus);
        Assert.True(asked.Succeeded, asked.Failure?.ToString());
        return await Desk.ApproveAsync(asked.Value, Second, default);
    }

    private async Task<IReadOnlyList<Refund>> RefundsAsync(PaymentAttempt attempt)
    {
        await using var db = rig.App.OpenDb();
        return await db.Refunds.AsNoTracking().Where(r => r.AttemptId == attempt.Id).OrderBy(r => r.AskedAt).ToListAsync();
    }
}
