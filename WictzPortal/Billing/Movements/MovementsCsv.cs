using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Usage;

namespace WictzPortal.Billing;

/// <summary>Serves the movements as CSV: all of them, or those of a month or of a kind of money.</summary>
internal static class MovementsCsv
{
    public const string Header = "at_utc,movement,text,wallet_try,set_aside_try,promotional_try,allowance_try,change_try,balance_try";
    private const string Path = "/billing/movements.csv";

    public static void MapMovements(this IEndpointRouteBuilder routes) => routes.MapGet(Path, WriteAsync).RequireAuthorization();

    public static string Address(PurseKind purse) => purse == PurseKind.All ? Path : $"{Path}?purse={purse}";

    /// <summary>Numbers do not depend on the language; words are made harmless to spreadsheets.</summary>
    public static string Line(Movement movement, PurseKind purse, string text) => string.Create(
        CultureInfo.InvariantCulture,
        $"{movement.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ},{movement.Kind},{UsageEndpoints.Cell(text)},{Exact(movement.Change.Wallet)},"
        + $"{Exact(movement.Change.Aside)},{Exact(movement.Change.Promotional)},{Exact(movement.Change.Allowance)},"
        + $"{Exact(movement.Change[purse])},{Exact(movement.Balance[purse])}");

    private static string Exact(Money amount) => amount.Lira.ToString("0.00000000", CultureInfo.InvariantCulture);

    private static async Task WriteAsync(
        HttpContext context, ClaimsPrincipal user, Movements movements, IStringLocalizer<BillingText> text, PurseKind purse = PurseKind.All,
        string? month = null)
    {
        var wanted = DateOnly.TryParseExact($"{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) ? first : (DateOnly?)null;
        var all = wanted is { } only
            ? (await movements.ListAsync(user.AccountNumber, user.TimeZone, only, context.RequestAborted)).ToAsyncEnumerable()
            : movements.AllAsync(user.AccountNumber, user.TimeZone, context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=wictz-wallet.csv";
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteLineAsync(Header);
        await foreach (var movement in all.Where(m => m.IsOf(purse)))
        {
            await writer.WriteLineAsync(Line(movement, purse, MovementWords.Of(movement, text)));
        }
    }
}
