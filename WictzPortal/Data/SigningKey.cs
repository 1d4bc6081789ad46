using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WictzPortal.Data;

/// <summary>
/// The key pair that one kind of document is signed with: ECDSA on P-256, made from one of the vault's system keys. So it is made once, is
/// the same on every node, and survives restarts.
/// </summary>
public sealed class SigningKey
{
    private const int CoordinateBytes = 32;

    // The order of the curve's base point (NIST SP 800-186, section 3.2.1.3).
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly ECParameters _pair;

    private SigningKey(ECParameters pair) => _pair = pair;

    /// <summary>The JWK thumbprint (RFC 7638): whoever has the public key can compute it.</summary>
    public string Id => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(
        $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));

    private string X => Base64Url.EncodeToString(_pair.Q.X);

    private string Y => Base64Url.EncodeToString(_pair.Q.Y);

    /// <param name="use">What is signed, such as <c>receipts</c>. The same use gives the same pair.</param>
    public static async Task<SigningKey> ForAsync(Vault vault, string use, CancellationToken cancellationToken) =>
        From(await vault.SystemKeyAsync(use, cancellationToken), use);

    // 64 bits more than the order has make all keys equally likely (FIPS 186-5, A.2.1).
    private static SigningKey From(byte[] secret, string use)
    {
        var bits = HKDF.Expand(HashAlgorithmName.SHA256, secret, CoordinateBytes + 8, Encoding.UTF8.GetBytes($"wictz {use}, P-256"));
        var number = (new BigInteger(bits, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        var d = new byte[CoordinateBytes];
        digits.CopyTo(d, CoordinateBytes - digits.Length);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        return new SigningKey(key.ExportParameters(includePrivateParameters: true));
    }

    /// <summary>In DER, as <c>openssl</c> reads it.</summary>
    public byte[] Sign(byte[] bytes)
    {
        using var key = ECDsa.Create(_pair);
        return key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether this key made the signature over exactly these bytes.</summary>
    public bool Verifies(byte[] bytes, byte[] signature)
    {
        using var key = ECDsa.Create(_pair);
        return key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
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
