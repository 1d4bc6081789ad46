using Microsoft.EntityFrameworkCore;
using WictzPortal.Ledger;
using WictzPortal.Payments;

namespace WictzPortal.Tests.Payments;

/// <summary>An app for each test: a night's report is about all payments that there are.</summary>
[Trait("Exam", "22")]
public sealed class ReconciliationTests : IAsyncLifetime, IDisposable
{
    private readonly PaymentsRig _rig = new();

    public void Dispose() => _rig.Dispose();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_night_on_which_all_sides_agree_books_the_fees_once_and_opens_no_case()
    {
        var (first, _) = (await _rig.PaidAsync(), await _rig.PaidAsync(10_000));
        var desk = _rig.App.Get<RefundDesk>();
        var asked = await desk.AskAsync(first.Oid, 12_000, "Asked for.", Guid.CreateVersion7(), default);
        Assert.Null(await desk.ApproveAsync(asked.Value, Guid.CreateVersion7(), default));
        _rig.Faults.WritesCommas = true;
        _rig.Clock.Advance(TimeSpan.FromDays(1));

        var rows = await _rig.App.Get<ReadReportJob>().RunAsync(default);
        var again = await _rig.App.Get<ReadReportJob>().RunAsync(default);

        Assert.Equal((3, 0), (rows, again));
        Assert.Empty(await CasesAsync());
        Assert.Equal(-(1_794 + 359) * 1_000_000L, await SumAsync(LedgerAccount.PaymentFees));
        _rig.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await _rig.App.Get<MatchPayoutsJob>().RunAsync(default) + await _rig.App.Get<MatchPayoutsJob>().RunAsync(default));
        Assert.Equal(0, await SumAsync(LedgerAccount.PaytrClearing));      // all that was paid has been paid out, kept or given back
        await _rig.VerifyAsync();
    }

    [Fact]
    public async Task An_empty_day_is_no_error_and_an_outage_is()
    {
        Assert.Equal(0, await _rig.App.Get<ReadReportJob>().RunAsync(default));
        Assert.Equal(0, await _rig.App.Get<MatchPayoutsJob>().RunAsync(default));

        _rig.Faults.IsDown = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _rig.App.Get<ReadReportJob>().RunAsync(default));
    }

    [Fact]
    public async Task A_payment_whose_callback_never_came_is_credited_and_told()
    {
        var attempt = await _rig.BeginAsync();
        _rig.PayAtPaytr(attempt);
        _rig.Clock.Advance(TimeSpan.FromDays(1));

        await _rig.App.Get<ReadReportJob>().RunAsync(default);

        Assert.Equal(AttemptState.Paid, (await _rig.ReadAsync(attempt)).State);
        Assert.Equal([CaseKind.CallbackMissed], await _rig.CasesAsync(attempt.Oid));
        await _rig.VerifyAsync();
    }

    [Fact]
    public async Task What_one_side_alone_has_becomes_a_case_until_somebody_closes_it()
    {
        var ours = await _rig.BeginAsync();
        await _rig.PostAsync(_rig.Success(ours));      // a callback of a payment that PayTR does not report
        var tooMuch = await _rig.PaidAsync();
        _rig.Sandbox.Find(tooMuch.Oid)!.Total += 100;
        _rig.Sandbox.Find(tooMuch.Oid)!.Returns.Add(new SandboxReturn(700, null, _rig.Clock.GetUtcNow()));      // in PayTR's own panel
        var theirs = Guid.NewGuid().ToString("N");
        await SellElsewhereAsync(theirs);
        _rig.Clock.Advance(TimeSpan.FromDays(1));

        await _rig.App.Get<ReadReportJob>().RunAsync(default);
        await _rig.App.Get<ReadReportJob>().RunAsync(default);

        Assert.Equal([CaseKind.PaymentNotReported], await _rig.CasesAsync(ours.Oid));
        Assert.Equal([CaseKind.AmountDiffers, CaseKind.UnknownRefund], (await _rig.CasesAsync(tooMuch.Oid)).Order());
        Assert.Equal([CaseKind.UnknownSale], await _rig.CasesAsync(theirs));
        var book = _rig.App.Get<CaseBook>();
        var found = (await book.ListAsync(onlyOpen: true, 0, 50, default)).Rows.Single(row => row.Subject == theirs);
        await book.CloseAsync(found.Id, "Sold by the other site.", Guid.CreateVersion7(), default);
        Assert.DoesNotContain((await book.ListAsync(onlyOpen: true, 0, 50, default)).Rows, row => row.Id == found.Id);
    }

    /// <summary>Another site sells through the same shop.</summary>
    private async Task SellElsewhereAsync(string oid)
    {
        await _rig.App.Get<PaytrClient>().TokenAsync(
            new TokenRequest(oid, WictzPortal.Billing.PaymentMethod.Card, 500, [new("Kahve", 500)], new("A B", "a@example.com", "1", "x", "203.0.113.10"))
            {
                ResultUrl = "https://shop.example/", Language = "tr", IsTest = false, IsDark = false,
            },
            default);
        _rig.Sandbox.Decide(_rig.Sandbox.Find(oid)!, pays: true);
    }

    private async Task<IReadOnlyList<CaseKind>> CasesAsync()
    {
        await using var db = _rig.App.OpenDb();
        return await db.ReconciliationCases.Select(c => c.Kind).ToListAsync();
    }

    private async Task<long> SumAsync(LedgerAccount account)
    {
        await using var db = _rig.App.OpenDb();
        return (await db.Postings.Where(p => p.Account == account).ToListAsync()).Sum(p => p.Amount.Micros);
    }
}
