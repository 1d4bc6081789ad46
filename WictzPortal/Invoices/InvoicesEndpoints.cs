using System.IO.Compression;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>Serves documents' files: one by one, and a year as a ZIP that is written while it is read.</summary>
public static class InvoicesEndpoints
{
    public static void MapInvoices(this IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup("/billing/invoices").RequireAuthorization();
        mine.MapGet("/{id:guid}/{file}", (Guid id, string file, ClaimsPrincipal user, HttpContext http, InvoiceBook book, DocumentPress press, DocumentFiles files) =>
            FileAsync(user.AccountId, id, file, http, book, press, files));
        mine.MapGet("/year/{year:int}", YearAsync);
        routes.MapGet("/admin/invoices/{id:guid}/{file}", StaffFileAsync).RequireAuthorization(Roles.BillingPolicy);
    }

    private static async Task<IResult> StaffFileAsync(
        Guid id, string file, ClaimsPrincipal user, HttpContext http, DocumentLooks looks, InvoiceBook book, DocumentPress press, DocumentFiles files) =>
        await looks.LookAsync(id, user.UserId, http.RequestAborted) is { } failure
            ? failure.ToProblem()
            : await FileAsync(null, id, file, http, book, press, files);

    private static async Task<IResult> FileAsync(
        Guid? accountId, Guid id, string file, HttpContext http, InvoiceBook book, DocumentPress press, DocumentFiles files)
    {
        var cancellationToken = http.RequestAborted;
        if (await book.FindAsync(accountId, id, cancellationToken) is not { } row)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "no-store";
        return file switch
        {
            "pdf" => Serve(await files.PdfAsync(row, cancellationToken), "application/pdf", $"{row.Number}.pdf"),
            "xml" => Serve(files.XmlOf(await press.ReadAsync(row, cancellationToken)), "application/xml", $"{row.Number}.xml"),
            "json" => Serve(Encoding.UTF8.GetBytes(await press.ReadJsonAsync(row, cancellationToken)), "application/json", $"{row.Number}.json"),
            _ => Results.NotFound(),
        };
    }

    private static async Task YearAsync(
        int year, ClaimsPrincipal user, HttpContext http, InvoiceBook book, DocumentPress press, DocumentFiles files)
    {
        var cancellationToken = http.RequestAborted;
        http.Response.ContentType = "application/zip";
        http.Response.Headers.ContentDisposition = $"attachment; filename=wictz-invoices-{year:0000}.zip";
        http.Response.Headers.CacheControl = "no-store";
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;      // ZipArchive ends its entries so
        await using var zip = await ZipArchive.CreateAsync(http.Response.Body, ZipArchiveMode.Create, leaveOpen: true, null, cancellationToken);
        await foreach (var row in book.OfYearAsync(user.AccountId, year, cancellationToken))
        {
            var json = await press.ReadJsonAsync(row, cancellationToken);
            await AddAsync(zip, $"{row.Number}.json", Encoding.UTF8.GetBytes(json), cancellationToken);
            await AddAsync(zip, $"{row.Number}.xml", files.XmlOf(InvoiceDocument.FromJson(json)), cancellationToken);
            await AddAsync(zip, $"{row.Number}.pdf", await files.PdfAsync(row, cancellationToken), cancellationToken);
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, byte[]? bytes, CancellationToken cancellationToken)
    {
        if (bytes is not null)
        {
            await using var entry = await zip.CreateEntry(name).OpenAsync(cancellationToken);
            await entry.WriteAsync(bytes, cancellationToken);
        }
    }

    private static IResult Serve(byte[]? bytes, string type, string name) =>
        bytes is null ? Results.NotFound() : Results.File(bytes, type, name);
}
