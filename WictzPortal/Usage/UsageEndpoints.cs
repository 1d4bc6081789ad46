using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Models;

namespace WictzPortal.Usage;

/// <summary>Serves the request list as CSV: a plain link, so the browser shows progress and the circuit stays free.</summary>
public static class UsageEndpoints
{
    private const string Path = "/usage.csv";

    private const string Header =
        "request_id,at_utc,model,key,route,status,error,streamed,input_tokens,output_tokens,unit,units,duration_ms,first_byte_ms,cost_try,client";

    public static void MapUsage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, CsvAsync).RequireAuthorization();
        routes.MapReceiptKeys();
    }

    internal static string CsvAddress(RequestFilter filter)
    {
        var query = QueryString.Empty
            .Add("fromAt", filter.FromAt.ToString("o", CultureInfo.InvariantCulture))
            .Add("toAt", filter.ToAt.ToString("o", CultureInfo.InvariantCulture));
        query = filter.ModelId is { } model ? query.Add("modelId", model.ToString(CultureInfo.InvariantCulture)) : query;
        query = filter.KeyId is { } key ? query.Add("keyId", key.ToString()) : query;
        query = filter.Status is { } status ? query.Add("status", status.ToString()) : query;
        return Path + query;
    }

    private static async Task CsvAsync(
        [AsParameters] RequestFilter filter, HttpContext context, ClaimsPrincipal user, UsageQuery query, KeyIssuer keys,
        Catalog catalog, IStringLocalizer<UsageText> text)
    {
        var names = await keys.NamesAsync(user.AccountId, context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=wictz-usage.csv";
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteLineAsync(Header);
        await foreach (var row in query.StreamAsync(user.AccountNumber, filter, context.RequestAborted))
        {
            await writer.WriteLineAsync(
                Line(row, ModelNames.Of(row.ModelId, catalog, text), names.GetValueOrDefault(row.KeyId, "")));
        }
    }

    internal static string Line(RequestRow row, string model, string key) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.RequestId},{row.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ},{Cell(model)},{Cell(key)},{Cell(row.Route)},{row.Status},"
        + $"{Cell(row.ErrorCode)},{(row.Streamed ? "true" : "false")},{row.InputTokens},{row.OutputTokens},"
        + $"{Unit(row.Units.Kind)},{(row.Units.Kind is UnitKind.None ? "" : row.Units.Count)},{row.Duration.TotalMilliseconds:0},{row.FirstByte?.TotalMilliseconds:0},{row.Cost.Lira:0.00000000},{Cell(row.ClientFamily)}");

    private static string Unit(UnitKind kind) => kind is UnitKind.None ? "" : kind.ToString().ToLowerInvariant();

    /// <summary>Words that people chose must not run as a formula when a spreadsheet opens the file (OWASP, CSV injection).</summary>
    public static string Cell(string? words) => words switch
    {
        null or "" => "",
        ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] => Quoted("'" + words),
        _ when words.AsSpan().IndexOfAny(",\"\r\n;") >= 0 => Quoted(words),
        _ => words,
    };

    private static string Quoted(string words) => $"\"{words.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
