using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WictzPortal.Usage;

/// <summary>The key pair that receipts are signed with: ECDSA on P-256, made from one of the vault's system keys.</summary>
internal sealed class ReceiptKey
{
    private const int CoordinateBytes = 32;

    // The order of the curve's base point (NIST SP 800-186, section 3.2.1.3).
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly ECParameters _pair;

    private ReceiptKey(ECParameters pair) => _pair = pair;

    /// <summary>The JWK thumbprint (RFC 7638): whoever has the public key can compute it.</summary>
    public string Id => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(
        $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));

    private string X => Base64Url.EncodeToString(_pair.Q.X);

    private string Y => Base64Url.EncodeToString(_pair.Q.Y);

    /// <summary>The same secret gives the same pair. 64 bits more than the order has make all keys equally likely (FIPS 186-5, A.2.1).</summary>
    public static ReceiptKey From(byte[] secret)
    {
        var bits = HKDF.Expand(HashAlgorithmName.SHA256, secret, CoordinateBytes + 8, "wictz receipts, P-256"u8.ToArray());
        var number = (new BigInteger(bits, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        var d = new byte[CoordinateBytes];
        digits.CopyTo(d, CoordinateBytes - digits.Length);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        return new ReceiptKey(key.ExportParameters(includePrivateParameters: true));
    }

    /// <summary>In DER, as <c>openssl</c> reads it.</summary>
    public byte[] Sign(byte[] bytes)
    {
        using var key = ECDsa.Create(_pair);
        return key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public string ToPem()
    {
        using var key = ECDsa.Create(_pair);
        return key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    /// <summary>A JWK set (RFC 7517).</summary>
    public string ToJwkSet() => JsonSerializer.Serialize(new
    {
        keys = new[] { new { kty = "EC", crv = "P-256", x = X, y = Y, use = "sig", alg = "ES256", kid = Id } },
    });
}
