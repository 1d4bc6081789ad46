using System.Buffers;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>
/// <c>GET /v1/receipts/{requestId}</c>: what a call cost and how that came about. The body is signed as it stands, byte by byte; the
/// signature is in a header.
/// </summary>
internal sealed class ReceiptEndpoint(Receipts receipts)
{
    public const string Route = "/v1/receipts/{id}";
    public const string SignatureHeader = "x-receipt-signature";
    public const string KeyHeader = "x-receipt-key";

    private static readonly Refusal Unknown = new(
        RefusalKind.UnknownReceipt, "Your account has no receipt for this request. A call has one once it has ended; a call that was refused was not charged and has none.");

    private static readonly Refusal Malformed = new(
        RefusalKind.InvalidField, "The id of a request is a UUID, as the header x-request-id of its answer names it.", "request_id");

    public async ValueTask<Refusal?> AnswerAsync(GatewayCall call, IBufferWriter<byte> output)
    {
        if (!Guid.TryParseExact(call.Http.Request.RouteValues["id"] as string, "D", out var requestId))
        {
            return Malformed;
        }

        if (await receipts.AwaitAsync(call.Key.AccountNumber, requestId, call.Http.RequestAborted) is not { } receipt)
        {
            return Unknown with { RetryAfter = receipts.MayCome(requestId) ? TimeSpan.FromSeconds(1) : null };
        }

        call.Http.Response.Headers[SignatureHeader] = Convert.ToBase64String(receipt.Signature);
        call.Http.Response.Headers[KeyHeader] = receipt.KeyId;
        output.Write(receipt.Json);
        return null;
    }
}
