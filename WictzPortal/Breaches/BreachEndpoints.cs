using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using WictzPortal.Audit;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>Downloads of the staff: reports as they went out, and the evidence of controls.</summary>
internal static class BreachEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var staff = routes.MapGroup("/admin/privacy").RequireAuthorization(Roles.SupervisionPolicy).ExcludeFromDescription();
        staff.MapGet("/incidents/{id:guid}/{authority}/{version:int}.txt", ReportAsync);
        staff.MapGet("/controls/{run:guid}/file", FileAsync);
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> ReportAsync(
        Guid id, Authority authority, int version, ClaimsPrincipal user, IncidentBook book, BreachPost post, AuditTrail audit,
        CancellationToken cancellationToken)
    {
        if ((await book.FindAsync(id, cancellationToken))?.Reports.SingleOrDefault(r => r.Authority == authority && r.Version == version) is not { } report)
        {
            return TypedResults.NotFound();
        }

        await audit.WriteAsync(new AuditNote("breaches.report_opened", user.UserId) { Target = $"incident {id:N}" }, cancellationToken);
        return TypedResults.File(
            Encoding.UTF8.GetBytes(await post.OpenAsync(report.Text, cancellationToken)), "text/plain; charset=utf-8", $"{authority}-{version}.txt");
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> FileAsync(
        Guid run, ClaimsPrincipal user, ControlBook controls, CancellationToken cancellationToken) =>
        await controls.FileAsync(run, user.UserId, cancellationToken) is { } file
            ? TypedResults.File(file.Bytes, "application/octet-stream", file.Name)
            : TypedResults.NotFound();
}
