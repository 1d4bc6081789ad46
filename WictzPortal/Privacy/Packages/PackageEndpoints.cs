using System.Security.Claims;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Downloads of packages, and what anybody needs to read and verify one: the schemas and the public key.</summary>
internal static class PackageEndpoints
{
    public const string Page = "/privacy/packages";
    public const string PemPath = "/.well-known/package-key.pem";
    private const string JwkSetPath = "/.well-known/package-keys.json";

    public static void MapPackages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Page}/{{id:guid}}", DownloadAsync).RequireAuthorization(Roles.RightsPolicy);
        routes.MapGet($"{Schemas.Root}/{{name}}.schema.json", (string name, Schemas schemas) =>
            schemas.Tables.FirstOrDefault(t => t.Name == name) is { } table
                ? Results.Text(schemas.Write(table), "application/schema+json")
                : Results.NotFound()).AllowAnonymous();
        MapKey(PemPath, "application/x-pem-file", key => key.ToPem());
        MapKey(JwkSetPath, "application/jwk-set+json", key => key.ToJwkSet());

        void MapKey(string path, string type, Func<SigningKey, string> write) => routes.MapGet(path, async (HttpContext http, Vault vault) =>
        {
            try
            {
                var text = write(await SigningKey.ForAsync(vault, PackageBuilder.KeyName, http.RequestAborted));
                http.Response.Headers.CacheControl = "public, max-age=3600";
                return Results.Text(text, type);
            }
            catch (Exception exception) when (Outage.IsCauseOf(exception))
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }).AllowAnonymous();
    }

    private static async Task<IResult> DownloadAsync(Guid id, ClaimsPrincipal user, HttpContext http, PackageDesk desk)
    {
        var opened = await desk.OpenAsync(user, id, http.RequestAborted);
        if (!opened.Succeeded)
        {
            // The page says what the link cannot: that it has ended, or is somebody else's.
            return Results.Redirect(opened.Failure == StepUp.Needed ? StepUp.PathTo(Page) : $"{Page}?refused={opened.Failure.Code}");
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = opened.Value.Bytes;
        return Results.Stream(
            stream => desk.CopyAsync(user.UserId, id, stream, http.RequestAborted), "application/zip",
            $"vb-export-{opened.Value.RequestNumber}.zip");
    }
}
