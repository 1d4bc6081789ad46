using System.Globalization;
using System.Text.Json;

namespace WictzPortal.Payments;

/// <summary>What came of asking for a payment page.</summary>
/// <param name="Reason">PayTR's words where it refused; for staff alone.</param>
internal readonly record struct TokenAnswer(PaytrEnd End, string? Token, string? Reason);

/// <summary>
/// Calls PayTR, at the one configured address. Calls that move money are made once and never again; calls that read are tried up to three
/// times.
/// </summary>
internal sealed class PaytrClient(
    PaytrShop shop, [FromKeyedServices(PaytrClient.Transport)] HttpMessageHandler transport, TimeProvider clock) : IDisposable
{
    /// <summary>The key of what carries the calls: the network, or the sandbox.</summary>
    public const string Transport = "paytr";

    private const int MostBytes = 32 * 1024 * 1024;
    private const int Tries = 3;
    private const int ReasonLength = 200;
    private static readonly TimeSpan TokenTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RefundTime = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new(transport, disposeHandler: false)
    {
        BaseAddress = shop.Address,
        Timeout = Timeout.InfiniteTimeSpan,      // each call has its own
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>Follows no redirect: no other host is called.</summary>
    public static SocketsHttpHandler MakeTransport() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    public async Task<TokenAnswer> TokenAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        var answer = await PostAsync("odeme/api/get-token", request.Sign(shop), TokenTime, cancellationToken);
        var reason = answer.Text("reason") ?? answer.Text("err_msg");
        return answer.End is PaytrEnd.Success && answer.Text("token") is not { Length: > 0 and <= 500 }
            ? new TokenAnswer(PaytrEnd.Unknown, null, null)
            : new TokenAnswer(answer.End, answer.Text("token"), reason is null ? null : TokenRequest.Fit(reason, ReasonLength));
    }

    /// <summary>Sent once: PayTR documents no way to tell a repeated refund from a second one.</summary>
    public Task<PaytrAnswer> RefundAsync(string oid, long kurus, string reference, CancellationToken cancellationToken)
    {
        var amount = PaytrAmounts.Lira(kurus);
        return PostAsync(
            "odeme/iade", Signed([("merchant_id", shop.MerchantId), ("merchant_oid", oid), ("return_amount", amount)], ("reference_no", reference)),
            RefundTime, cancellationToken);
    }

    /// <summary>What PayTR knows of an attempt. Refused with 004 means: no successful payment.</summary>
    public Task<PaytrAnswer> InquireAsync(string oid, CancellationToken cancellationToken) =>
        ReadAsync("odeme/durum-sorgu", Signed([("merchant_id", shop.MerchantId), ("merchant_oid", oid)]), cancellationToken);

    /// <summary>Sales and refunds between two moments, at most three days apart. An empty time is refused by PayTR as <c>failed</c>.</summary>
    public Task<PaytrAnswer> TransactionsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => ReadAsync(
        "rapor/islem-dokumu", Signed([("merchant_id", shop.MerchantId), ("start_date", Moment(from)), ("end_date", Moment(to))]), cancellationToken);

    /// <summary>What was paid out on each day between two days.</summary>
    public Task<PaytrAnswer> PayoutsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken) => ReadAsync(
        "rapor/odeme-dokumu", Signed([("merchant_id", shop.MerchantId), ("start_date", Day(from)), ("end_date", Day(to))]), cancellationToken);

    /// <summary>What a day's pay-out is made of.</summary>
    public Task<PaytrAnswer> PayoutPartsAsync(DateOnly day, CancellationToken cancellationToken) =>
        ReadAsync("rapor/odeme-detayi", Signed([("merchant_id", shop.MerchantId), ("date", Day(day))]), cancellationToken);

    /// <summary>The rows of a report, under whichever name the answer keeps its list; empty where it has none.</summary>
    public static IEnumerable<JsonElement> RowsOf(PaytrAnswer answer) => answer.Body.ValueKind != JsonValueKind.Object
        ? []
        : answer.Body.EnumerateObject().Where(field => field.Name != "future_payments").SelectMany(field => field.Value.ValueKind switch
        {
            JsonValueKind.Array => field.Value.EnumerateArray(),
            JsonValueKind.Object => Enumerable.Repeat(field.Value, 1),
            _ => Enumerable.Empty<JsonElement>(),
        });

    /// <summary>Whether a report says that there is nothing to tell, rather than that it failed.</summary>
    public static bool IsEmptyReport(PaytrAnswer answer) => answer.End is PaytrEnd.Refused && answer.Text("status") == "failed";

    public void Dispose() => _http.Dispose();

    private static string Moment(DateTimeOffset at) => IstanbulTime.At(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private IReadOnlyList<KeyValuePair<string, string>> Signed(
        IReadOnlyList<(string Name, string Value)> signed, params ReadOnlySpan<(string Name, string Value)> further)
    {
        var token = PaytrSignature.Of(shop.Secrets, [.. signed.Select(field => field.Value)]);
        return [.. signed.Append(("paytr_token", token)).Concat(further.ToArray()).Select(field => KeyValuePair.Create(field.Item1, field.Item2))];
    }

    private async Task<PaytrAnswer> ReadAsync(string path, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var answer = PaytrAnswer.Unknown;
        for (var i = 0; i < Tries && answer.End is PaytrEnd.Unknown; i++)
        {
            answer = await PostAsync(path, form, ReadTime, cancellationToken);
        }

        return answer;
    }

    private async Task<PaytrAnswer> PostAsync(
        string path, IReadOnlyList<KeyValuePair<string, string>> form, TimeSpan time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, either.Token);
            return response.IsSuccessStatusCode ? PaytrAnswer.Read(await response.Content.ReadAsByteArrayAsync(either.Token)) : PaytrAnswer.Unknown;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return PaytrAnswer.Unknown;
        }
    }
}
