using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>Where anybody gets the public key that verifies receipts.</summary>
internal static class ReceiptEndpoints
{
    public const string JwkSetPath = "/.well-known/receipt-keys.json";
    public const string PemPath = "/.well-known/receipt-key.pem";

    public static void MapReceiptKeys(this IEndpointRouteBuilder routes)
    {
        Map(JwkSetPath, "application/jwk-set+json", key => key.ToJwkSet());
        Map(PemPath, "application/x-pem-file", key => key.ToPem());

        void Map(string path, string type, Func<SigningKey, string> write) => routes.MapGet(path, async (HttpContext http, ReceiptSigner signer) =>
        {
            try
            {
                var text = write(await signer.KeyAsync(http.RequestAborted));
                http.Response.Headers.CacheControl = "public, max-age=3600";
                return Results.Text(text, type);
            }
            catch (Exception exception) when (Outage.IsCauseOf(exception))
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }).AllowAnonymous();
    }
}
