using Microsoft.AspNetCore.Diagnostics;

namespace WictzPortal.Shell;

/// <summary>Keeps the pages of people away from programs: they get problem details, or what their protocol prescribes.</summary>
internal sealed class ProgramsErrors(IProblemDetailsService problems) : IExceptionHandler
{
    private static readonly PathString[] Roots = ["/v1", "/v1beta", "/api", "/health", "/metrics"];

    public static bool Concerns(HttpContext context) =>
        Array.Exists(Roots, root => context.Request.Path.StartsWithSegments(root));

    public async ValueTask<bool> TryHandleAsync(
        HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!Concerns(context))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await problems.TryWriteAsync(new() { HttpContext = context });
        return true;
    }
}
