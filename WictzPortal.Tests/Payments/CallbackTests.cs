using System.Net;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Kernel;
using WictzPortal.Payments;

namespace WictzPortal.Tests.Payments;

[Trait("Exam", "22")]
public sealed class CallbackTests(PaymentsRig rig) : IClassFixture<PaymentsRig>
{
    private static readonly Money Net = Money.FromKurus(50_000);

    [Fact]
    public async Task A_payment_is_credited_once_however_often_it_is_told()
    {
        var attempt = await rig.BeginAsync();
        var fields = rig.Success(attempt);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => rig.PostAsync(fields)));

        Assert.All(answers, answer => Assert.Equal((200, "OK"), answer));
        Assert.Equal(Net, await rig.WalletAsync(attempt));
        Assert.Equal((AttemptState.Paid, 60_000), ((await rig.ReadAsync(attempt)).State, (await rig.ReadAsync(attempt)).TakenKurus));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task The_answer_is_the_two_bytes_OK_as_plain_text()
    {
        var attempt = await rig.BeginAsync();

        using var response = await rig.Http.PostAsync(CallbackEndpoint.Path, new FormUrlEncodedContent(rig.Success(attempt)));

        Assert.Equal("OK"u8.ToArray(), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(("text/plain", null), (response.Content.Headers.ContentType?.MediaType, response.Headers.Location));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("hash", "TMSweQ/zpDOgGUDuo/bUJEiPruirE5ioYvmFi7O108w=")]
    [InlineData("hash", "junk")]
    [InlineData("hash", "")]
    [InlineData("total_amount", "60001")]
    [InlineData("total_amount", "")]
    [InlineData("status", "failed")]
    [InlineData("merchant_oid", "ANOTHER")]
    public async Task A_forged_callback_is_refused_and_leaves_nothing(string field, string value)
    {
        var attempt = await rig.BeginAsync();
        var fields = rig.Success(attempt);
        fields[field] = value;

        var answer = await rig.PostAsync(fields);

        Assert.Equal((400, ""), answer);
        Assert.Equal(AttemptState.AwaitingBuyer, (await rig.ReadAsync(attempt)).State);
        Assert.Equal(0, (await rig.WalletAsync(attempt)).Micros);
        Assert.Empty(await rig.QuarantineAsync(fields["merchant_oid"]));
        Assert.True(value.Length == 0 || rig.Log.Contains("wrong hash was refused", StringComparison.Ordinal));
        Assert.DoesNotContain(rig.Sandbox.Shop.Secrets.Key, rig.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_callback_at_all_is_refused()
    {
        var large = rig.Success(await rig.BeginAsync());
        large["failed_reason_msg"] = new string('x', 20_000);

        Assert.Equal(400, (await rig.PostAsync(large)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.Http.PostAsync(CallbackEndpoint.Path, new StringContent("{}"))).StatusCode);
        Assert.False((await rig.Http.GetAsync(CallbackEndpoint.Path)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task More_than_was_asked_for_is_kept_apart_and_told()
    {
        var attempt = await rig.BeginAsync();

        Assert.Equal((200, "OK"), await rig.PostAsync(rig.Success(attempt, 100)));

        Assert.Equal(Net, await rig.WalletAsync(attempt));
        Assert.Equal(60_100, (await rig.ReadAsync(attempt)).TakenKurus);
        Assert.Equal([CaseKind.TakenTooMuch], await rig.CasesAsync(attempt.Oid));
    }

    [Fact]
    public async Task Less_than_was_asked_for_is_not_credited_until_PayTR_confirms_the_whole()
    {
        var attempt = await rig.BeginAsync();

        Assert.Equal((200, "OK"), await rig.PostAsync(rig.Success(attempt, -1)));
        await rig.App.Get<AskAboutAttemptsJob>().RunAsync(default);
        var before = await rig.WalletAsync(attempt);
        rig.PayAtPaytr(attempt);
        rig.Clock.Advance(TimeSpan.FromMinutes(3));
        await rig.App.Get<AskAboutAttemptsJob>().RunAsync(default);

        Assert.Equal(0, before.Micros);
        Assert.Equal(Net, await rig.WalletAsync(attempt));
        var odd = Assert.Single(await rig.QuarantineAsync(attempt.Oid));
        Assert.Equal((Oddity.TooLittle, QuarantineState.Confirmed), (odd.Oddity, odd.State));
        await rig.VerifyAsync();
    }

    [Theory]
    [InlineData("test_mode", "1", Oddity.TestMismatch)]
    [InlineData("currency", "USD", Oddity.ForeignCurrency)]
    public async Task What_contradicts_our_own_row_is_put_aside(string field, string value, object oddity)
    {
        var attempt = await rig.BeginAsync();
        var fields = rig.Success(attempt);
        fields[field] = value;

        Assert.Equal((200, "OK"), await rig.PostAsync(fields));

        Assert.Equal(0, (await rig.WalletAsync(attempt)).Micros);
        Assert.Equal(oddity, Assert.Single(await rig.QuarantineAsync(attempt.Oid)).Oddity);
    }

    [Fact]
    public async Task An_unknown_number_is_put_aside_once_and_dismissed_only_with_a_reason()
    {
        var fields = rig.Sandbox.Callback("OFANOTHERSHOP1", true, 60_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => rig.PostAsync(fields)));

        Assert.All(answers, answer => Assert.Equal((200, "OK"), answer));
        var odd = Assert.Single(await rig.QuarantineAsync("OFANOTHERSHOP1"));
        var (quarantine, staff) = (rig.App.Get<Quarantine>(), Guid.CreateVersion7());
        Assert.Equal("payments.unknown", (await quarantine.ConfirmAsync(odd.Id, staff, default))?.Code);
        Assert.Equal("payments.no_reason", (await quarantine.DismissAsync(odd.Id, " ", staff, default))?.Code);
        Assert.Null(await quarantine.DismissAsync(odd.Id, "Belongs to the other shop.", staff, default));
        Assert.Equal(QuarantineState.Dismissed, Assert.Single(await rig.QuarantineAsync("OFANOTHERSHOP1")).State);
    }

    [Fact]
    public async Task A_callback_before_its_attempt_is_stored_is_credited_once_when_PayTR_confirms_it()
    {
        var early = PaymentAttempt.Of(await rig.OrderAsync(), 1, WictzPortal.Billing.PaymentMethod.Card, false, rig.Clock.GetUtcNow());
        await rig.App.Get<PaytrClient>().TokenAsync(
            new TokenRequest(early.Oid, early.Method, 60_000, [new("Bakiye", 60_000)], new("A B", "a@example.com", "1", "x", "203.0.113.10"))
            {
                ResultUrl = "https://portal.example/", Language = "tr", IsTest = false, IsDark = false,
            },
            default);
        rig.PayAtPaytr(early);
        Assert.Equal((200, "OK"), await rig.PostAsync(rig.Success(early)));
        await using (var db = rig.App.OpenDb())
        {
            db.PaymentAttempts.Add(early);
            await db.SaveChangesAsync();
        }

        var odd = Assert.Single(await rig.QuarantineAsync(early.Oid));
        Assert.Null(await rig.App.Get<Quarantine>().ConfirmAsync(odd.Id, Guid.CreateVersion7(), default));
        await rig.PostAsync(rig.Success(early));

        Assert.Equal(Net, await rig.WalletAsync(early));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task Failed_then_success_is_credited_when_PayTR_confirms_it()
    {
        var attempt = await rig.BeginAsync();
        await rig.PostAsync(rig.Failure(attempt));
        Assert.Equal((AttemptState.Failed, 6), ((await rig.ReadAsync(attempt)).State, (await rig.ReadAsync(attempt)).FailureCode));

        rig.PayAtPaytr(attempt);
        await rig.PostAsync(rig.Success(attempt));
        var before = await rig.WalletAsync(attempt);
        await rig.App.Get<AskAboutAttemptsJob>().RunAsync(default);
        await rig.PostAsync(rig.Success(attempt));

        Assert.Equal(0, before.Micros);
        Assert.Equal(Net, await rig.WalletAsync(attempt));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task Success_then_failed_stays_paid_and_is_told()
    {
        var attempt = await rig.PaidAsync();

        Assert.Equal((200, "OK"), await rig.PostAsync(rig.Failure(attempt)));

        Assert.Equal(AttemptState.Paid, (await rig.ReadAsync(attempt)).State);
        Assert.Equal(Net, await rig.WalletAsync(attempt));
        Assert.Equal([CaseKind.FailureAfterPayment], await rig.CasesAsync(attempt.Oid));
    }

    [Fact]
    public async Task Two_attempts_of_one_order_that_are_both_paid_are_both_credited()
    {
        var order = await rig.OrderAsync();
        var (first, second) = (await rig.BeginAsync(order), await rig.BeginAsync(order, WictzPortal.Billing.PaymentMethod.Eft));

        await Task.WhenAll(rig.PostAsync(rig.Success(first)), rig.PostAsync(rig.Success(second)));

        Assert.NotEqual(first.Oid, second.Oid);
        Assert.Equal(Money.FromKurus(100_000), await rig.WalletAsync(first));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_crash_between_any_two_steps_neither_loses_nor_doubles_the_credit()
    {
        var crashes = 0;
        for (var step = 1; ; step++)
        {
            var attempt = await rig.BeginAsync();
            var fields = rig.Success(attempt);
            rig.Crash.After(step);
            var first = await rig.PostAsync(fields);
            rig.Crash.Never();
            if (!rig.Crash.HasHappened)
            {
                Assert.Equal((200, "OK"), first);
                break;
            }

            crashes++;
            Assert.True(first is (500, "") or (200, "OK"), $"{first}");      // a second try, at once, may have succeeded
            Assert.Equal((200, "OK"), await rig.PostAsync(fields));
            Assert.Equal(Net, await rig.WalletAsync(attempt));
        }

        Assert.True(crashes > 8, $"There were {crashes} steps only.");
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task A_missing_callback_is_made_up_for_by_asking()
    {
        var attempt = await rig.BeginAsync();
        rig.PayAtPaytr(attempt);
        rig.Faults.WritesCommas = true;

        await rig.App.Get<AskAboutAttemptsJob>().RunAsync(default);
        var atOnce = await rig.WalletAsync(attempt);
        rig.Clock.Advance(TimeSpan.FromMinutes(2));
        await rig.App.Get<AskAboutAttemptsJob>().RunAsync(default);
        rig.Faults.WritesCommas = false;

        Assert.Equal((0, Net), (atOnce.Micros, await rig.WalletAsync(attempt)));
        Assert.Equal((200, "OK"), await rig.PostAsync(rig.Success(attempt)));
        Assert.Equal(Net, await rig.WalletAsync(attempt));
    }

    [Fact]
    public async Task An_attempt_that_nobody_pays_expires_and_a_late_payment_is_still_taken_and_told()
    {
        var (attempt, job) = (await rig.BeginAsync(), rig.App.Get<AskAboutAttemptsJob>());
        rig.Faults.IsDown = true;
        rig.Clock.Advance(TimeSpan.FromMinutes(36));
        await job.RunAsync(default);
        var unanswered = (await rig.ReadAsync(attempt)).State;
        rig.Faults.IsDown = false;
        rig.Clock.Advance(TimeSpan.FromHours(2));
        await job.RunAsync(default);
        var expired = await rig.ReadAsync(attempt);
        rig.PayAtPaytr(attempt);
        rig.Clock.Advance(TimeSpan.FromHours(24));
        await job.RunAsync(default);

        Assert.Equal((AttemptState.AwaitingBuyer, AttemptState.Expired), (unanswered, expired.State));
        Assert.Null(expired.PageToken);
        Assert.Equal(Net, await rig.WalletAsync(attempt));
        Assert.Equal([CaseKind.CallbackMissed], await rig.CasesAsync(attempt.Oid));
    }
}
