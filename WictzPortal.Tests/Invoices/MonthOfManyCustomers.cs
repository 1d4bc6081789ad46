using System.Diagnostics;
using WictzPortal.Invoices;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;
using Xunit.Abstractions;

namespace WictzPortal.Tests.Invoices;

/// <summary>A month's end: everybody's usage is invoiced at once. PDFs follow by their own job and are not part of it.</summary>
public sealed class MonthOfManyCustomers(ITestOutputHelper output)
{
    [Fact]
    public Task Fifty_customers() => RunAsync(50);

    [Fact, Trait("Form", "Long")]
    public Task Ten_thousand_customers() => RunAsync(10_000);

    private async Task RunAsync(int customers)
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.Zero));
        await using var app = await PortalApp.StartAsync(
            clock, ("Billing:TaxPoints:0:From", "2026-01-01"), ("Billing:TaxPoints:0:Point", "Consumption"));
        var sales = Enumerable.Range(0, customers).Select(_ => new Sales(app)).ToList();
        await Parallel.ForEachAsync(sales, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (customer, _) =>
        {
            await customer.PayAsync(10_000);
            await Calls.ServeAsync(app, Calls.Usage(customer.AccountNumber, 1_234_000_000, clock.GetUtcNow()));
            await Calls.ServeAsync(app, Calls.Usage(customer.AccountNumber, 777_000_000, clock.GetUtcNow()));
        });

        await Calls.ExpandedAsync(app);
        Assert.Equal(customers, await sales[0].IssueAsync());      // the receipts
        clock.Advance(new DateTimeOffset(2026, 2, 2, 9, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        var caller = await Calls.AccountWithAsync(app, 1_000_000_000_000);
        var idle = await SettlesAsync(app, caller, Task.Delay(TimeSpan.FromSeconds(customers > 1000 ? 20 : 1)));
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        var watch = Stopwatch.StartNew();
        Assert.Equal(customers, await app.Get<CloseMonthsJob>().RunAsync(default));
        var closed = watch.Elapsed;
        var issuing = sales[0].IssueAsync();
        var beside = await SettlesAsync(app, caller, issuing);
        Assert.Equal(customers, await issuing);
        var issued = watch.Elapsed - closed;
        var grown = GC.GetTotalMemory(forceFullCollection: true) - memory;

        Assert.Equal((0, 0), (await app.Get<CloseMonthsJob>().RunAsync(default), await sales[0].IssueAsync()));
        var invoice = Assert.Single(await sales[^1].DocumentsAsync(), d => d.Kind == DocumentKind.Invoice);
        Assert.Equal((2011, 402), (invoice.Amount.NetKurus, invoice.Amount.VatKurus));
        watch.Restart();
        Assert.Equal("", await sales[0].FaultsAsync());
        output.WriteLine(
            $"{customers} customers: months written down in {closed.TotalSeconds:0.0} s, issued in {issued.TotalSeconds:0.0} s, "
            + $"memory grown by {grown / 1024 / 1024} MB, verified in {watch.Elapsed.TotalSeconds:0.0} s; "
            + $"a call's reservation and settlement p99 {idle.TotalMilliseconds:0.00} ms idle, {beside.TotalMilliseconds:0.00} ms meanwhile");
    }

    /// <summary>Reserves and settles one call after the other until then; the 99th percentile of what each took.</summary>
    private static async Task<TimeSpan> SettlesAsync(PortalApp app, long account, Task until)
    {
        var took = new List<TimeSpan>();
        do
        {
            var began = Stopwatch.GetTimestamp();
            await Calls.ServeAsync(app, Calls.Usage(account, 1, app.Get<TimeProvider>().GetUtcNow()));
            took.Add(Stopwatch.GetElapsedTime(began));
            await Task.Delay(1);      // some hundred calls a second, as a busy customer makes them
        }
        while (!until.IsCompleted);
        took.Sort();
        return took[(int)(took.Count * 0.99)];
    }
}
