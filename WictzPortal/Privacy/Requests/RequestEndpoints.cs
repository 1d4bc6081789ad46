using System.Security.Claims;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>Serves answer letters to whom they belong, and letters and files to the officers.</summary>
internal static class RequestEndpoints
{
    public static void MapRequests(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/privacy/requests/{number}/letter", OwnLetterAsync).RequireAuthorization(Roles.RightsPolicy);
        var desk = routes.MapGroup("/admin/requests").RequireAuthorization(Roles.SupervisionPolicy);
        desk.MapGet("/{number}/letter", LetterAsync);
        desk.MapGet("/documents/{id:guid}", DocumentAsync);
    }

    private static async Task<IResult> OwnLetterAsync(
        string number, string? @as, ClaimsPrincipal user, HttpContext http, RequestBoard board, AnswerLetters letters, CancellationToken cancellationToken) =>
        await board.FindAsync(number, cancellationToken) is { Case.Request: { } request } && request.UserId == user.UserId
            ? Serve(http, await letters.FileAsync(request.Id, @as == "html", cancellationToken))
            : Results.NotFound();

    private static async Task<IResult> LetterAsync(
        string number, string? @as, ClaimsPrincipal user, HttpContext http, RequestBoard board, AnswerLetters letters, CancellationToken cancellationToken)
    {
        if (await board.FindAsync(number, cancellationToken) is not { Case.Request: { } request })
        {
            return Results.NotFound();
        }

        await board.NoteLookAsync(request, "privacy.letter_opened", user.UserId, cancellationToken);
        return Serve(http, await letters.FileAsync(request.Id, @as == "html", cancellationToken));
    }

    private static async Task<IResult> DocumentAsync(
        Guid id, ClaimsPrincipal user, HttpContext http, RequestPapers papers, CancellationToken cancellationToken) =>
        Serve(http, await papers.OpenAsync(id, user.UserId, cancellationToken));

    private static IResult Serve(HttpContext http, MailAttachment? file)
    {
        http.Response.Headers.CacheControl = "no-store";
        return file is null ? Results.NotFound() : Results.File(file.Bytes, file.ContentType, file.FileName);
    }
}
