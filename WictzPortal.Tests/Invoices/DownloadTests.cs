using System.IO.Compression;
using System.Net;
using WictzPortal.Audit;
using WictzPortal.Invoices;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Invoices;

/// <summary>What a customer downloads: only of their own account.</summary>
[Trait("Database", "Any")]
public sealed class DownloadTests
{
    [Fact]
    public async Task Files_come_one_by_one_and_a_year_as_a_zip_and_nobody_else_gets_them()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);
        var sales = new Sales(app) { AccountId = person.AccountId, AccountNumber = person.AccountNumber };
        await sales.PayAsync(8333);
        await sales.IssueAsync();
        await app.Get<PrintInvoicesJob>().RunAsync(default);
        var row = Assert.Single(await sales.DocumentsAsync());
        var path = $"/billing/invoices/{row.Id}";

        var pdf = await visitor.Http.GetAsync($"{path}/pdf");
        Assert.Equal(("application/pdf", $"{row.Number}.pdf"), (pdf.Content.Headers.ContentType!.MediaType, pdf.Content.Headers.ContentDisposition!.FileName));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Http.GetAsync($"{path}/xml")).StatusCode);
        Assert.Equal(row.Number, InvoiceDocument.FromJson(await visitor.Http.GetStringAsync($"{path}/json")).Number);
        Assert.Contains(row.Number, await visitor.Http.GetStringAsync("/billing/invoices"), StringComparison.Ordinal);
        Assert.Contains(row.Number, await visitor.Http.GetStringAsync(path), StringComparison.Ordinal);
        var year = IstanbulTime.Of(row.IssuedAt).Year;
        using (var zip = new ZipArchive(await visitor.Http.GetStreamAsync($"/billing/invoices/year/{year}")))
        {
            Assert.Equal([$"{row.Number}.json", $"{row.Number}.pdf"], zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        }

        var (stranger, _) = await Visitor.SignedInAsync(app);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Http.GetAsync($"{path}/pdf")).StatusCode);
        Assert.DoesNotContain(row.Number, await stranger.Http.GetStringAsync(path), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.Http.GetAsync($"/admin/invoices/{row.Id}/pdf")).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await app.CreateClient().GetAsync($"{path}/pdf")).StatusCode);
    }

    [Fact, Trait("Promise", "A-36"), Trait("Promise", "A-46")]
    public async Task Staff_leave_a_trace_and_see_restricted_data_only_with_a_second_person()
    {
        var app = await PortalApp.SharedAsync;
        var (_, person) = await Visitor.SignedUpAsync(app);
        var sales = new Sales(app) { AccountId = person.AccountId, AccountNumber = person.AccountNumber };
        await sales.PayAsync(8333);
        await sales.IssueAsync();
        var row = Assert.Single(await sales.DocumentsAsync());
        var (looks, staff) = (app.Get<DocumentLooks>(), Guid.CreateVersion7());

        var free = await looks.LookAsync(row.Id, staff, default);
        await app.Get<StandingBook>().RestrictAsync(person.UserId, RestrictionGround.AccuracyContested, null, null, person.UserId, default);
        var restricted = await looks.LookAsync(row.Id, staff, default);

        Assert.Null(free);
        Assert.Equal("standing.reveal_waits", restricted?.Code);
        Assert.Single((await app.Get<AuditBrowser>().ListAsync("invoices.opened", staff, 0, 10, default)).Rows);
    }
}
