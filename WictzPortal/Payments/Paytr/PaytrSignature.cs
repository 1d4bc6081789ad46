using System.Security.Cryptography;
using System.Text;

namespace WictzPortal.Payments;

/// <summary>PayTR's signatures: HMAC-SHA256 over fields without separators and the salt, in Base64.</summary>
internal static class PaytrSignature
{
    /// <summary>Signs a request: the salt stands at the end. The fields are the exact strings that are posted.</summary>
    public static string Of(PaytrSecrets secrets, params ReadOnlySpan<string> fields) => Sign(secrets.Key, string.Concat(fields) + secrets.Salt);

    /// <summary>The hash of a callback: here alone the salt stands second.</summary>
    public static string OfCallback(PaytrSecrets secrets, string oid, string status, string totalAmount) =>
        Sign(secrets.Key, oid + secrets.Salt + status + totalAmount);

    /// <summary>Compares in constant time. What is no Base64 of 32 bytes is unequal.</summary>
    public static bool Matches(string expected, string given)
    {
        Span<byte> left = stackalloc byte[SHA256.HashSizeInBytes], right = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(expected, left, out var leftBytes) && Convert.TryFromBase64String(given, right, out var rightBytes)
            && leftBytes == left.Length && rightBytes == right.Length && CryptographicOperations.FixedTimeEquals(left, right);
    }

    private static string Sign(string key, string message) => key.Length == 0
        ? throw new InvalidOperationException("Nothing is signed with an empty key.")
        : Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(message)));
}
