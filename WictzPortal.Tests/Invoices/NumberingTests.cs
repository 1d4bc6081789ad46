using Microsoft.EntityFrameworkCore;
using WictzPortal.Invoices;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Invoices;

/// <summary>Series: 1 to n, in order of time, whatever happens around them.</summary>
public sealed class NumberingTests
{
    [Fact]
    public async Task Eight_issuers_and_twenty_crashes_leave_one_to_n_in_order_of_time()
    {
        await using var app = await PortalApp.StartAsync();
        await RunAsync(app, payments: 60, issuers: 8, crashes: 20);
    }

    /// <summary>As above, longer.</summary>
    [Fact, Trait("Form", "Long")]
    public async Task Eight_issuers_and_two_hundred_crashes_over_two_thousand_payments()
    {
        await using var app = await PortalApp.StartAsync();
        await RunAsync(app, payments: 2000, issuers: 8, crashes: 200);
    }

    [Fact]
    public async Task A_year_closes_with_the_first_document_of_the_next_and_a_clock_that_is_behind_does_not_go_back()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 12, 31, 20, 59, 58, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(clock);

        var numbers = new List<(string Number, DateTimeOffset At)>();
        foreach (var at in new[] { 0, 1, 3, 2, 60 })      // the fourth comes from a clock a second behind
        {
            numbers.Add(await DrawAsync(app, new DateTimeOffset(2026, 12, 31, 20, 59, 58, TimeSpan.Zero).AddSeconds(at)));
        }

        Assert.Equal(
            ["BLG-2026-000001", "BLG-2026-000002", "BLG-2027-000001", "BLG-2027-000002", "BLG-2027-000003"], numbers.Select(n => n.Number));
        Assert.Equal(numbers.Select(n => n.At).Order(), numbers.Select(n => n.At));
        await using var db = app.OpenDb();
        Assert.NotNull((await db.InvoiceSeries.SingleAsync(s => s.Year == 2026)).ClosedAt);
        await using var transaction = await db.Database.BeginTransactionAsync();
        Assert.Null(await Numbering.DrawAsync(db, "BLG", false, new DateTimeOffset(2026, 12, 31, 20, 50, 0, TimeSpan.Zero), default));
    }

    [Theory]
    [InlineData("WPE", 2026, 1, true, "WPE2026000000001")]
    [InlineData("WPE", 2026, 999_999_999, true, "WPE2026999999999")]
    [InlineData("BLG", 2026, 1, false, "BLG-2026-000001")]
    public void Numbers_look_like_this(string prefix, int year, int sequence, bool isLegal, string number) =>
        Assert.Equal(number, Numbering.Format(prefix, year, sequence, isLegal));

    private static async Task<(string, DateTimeOffset)> DrawAsync(PortalApp app, DateTimeOffset now)
    {
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var drawn = (await Numbering.DrawAsync(db, "BLG", false, now, default))!;
        await transaction.CommitAsync();
        return (drawn.Number, drawn.At);
    }

    private static async Task RunAsync(PortalApp app, int payments, int issuers, int crashes)
    {
        var sales = new Sales(app);
        for (var i = 0; i < payments; i++)
        {
            await sales.PayAsync(100 + i);
        }

        await Task.WhenAll(Enumerable.Range(0, issuers).Select(_ => Task.Run(sales.IssueAsync))
            .Concat([Task.Run(() => CrashAsync(app, crashes))]).ToArray<Task>()).WaitAsync(TimeSpan.FromMinutes(5));
        await sales.IssueAsync();

        await using var db = app.OpenDb();
        var documents = await db.IssuedDocuments.OrderBy(d => d.Sequence).Select(d => new { d.Sequence, d.IssuedAt, d.EventId }).ToListAsync();
        Assert.Equal(Enumerable.Range(1, payments), documents.Select(d => d.Sequence));
        Assert.Equal(documents.Select(d => d.IssuedAt).Order(), documents.Select(d => d.IssuedAt));
        Assert.Equal(payments, documents.Select(d => d.EventId).Distinct().Count());
        Assert.Equal("", await sales.FaultsAsync());
    }

    /// <summary>Draws numbers in transactions that die at a random point.</summary>
    private static async Task CrashAsync(PortalApp app, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using var db = app.OpenDb();
            await using var transaction = await db.Database.BeginTransactionAsync();
            if (Random.Shared.Next(2) == 0)
            {
                await db.BillableEvents.OrderBy(e => e.Id).Take(3).ToListAsync();
            }

            await Numbering.DrawAsync(db, "BLG", false, DateTimeOffset.UtcNow, default);
        }
    }
}
