using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Hands the certificate of an erasure to the privacy officer.</summary>
internal static class ErasureEndpoints
{
    public static void MapErasures(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/admin/erasures/{number}/certificate",
        async (string number, IDbContextFactory<PortalDb> databases, CancellationToken cancellationToken) =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var erasures = db.Erasures;
            return await erasures.Where(e => e.Number == number).Select(e => e.Certificate).SingleOrDefaultAsync(cancellationToken) is { } text
                ? Results.File(Encoding.UTF8.GetBytes(text), "application/json", $"{number}.json")
                : Results.NotFound();
        }).RequireAuthorization(Roles.SupervisionPolicy);
}
