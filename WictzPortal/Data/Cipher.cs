using System.Security.Cryptography;

namespace WictzPortal.Data;

/// <summary>AES-256-GCM with a random nonce: version byte, 12 bytes nonce, 16 bytes tag, ciphertext.</summary>
internal static class Cipher
{
    public const int KeyBytes = 32;
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes + TagBytes;

    /// <param name="context">Bound to the ciphertext, so that it opens only where it was sealed for.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var sealedBytes = new byte[HeadBytes + plain.Length];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Encrypt(nonce, plain, sealedBytes.AsSpan(HeadBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), context);
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Another key, another context, or changed bytes.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < HeadBytes || sealedBytes[0] != Version)
        {
            throw new CryptographicException("Not a sealed value of this version.");
        }

        var plain = new byte[sealedBytes.Length - HeadBytes];
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Decrypt(sealedBytes.Slice(1, NonceBytes), sealedBytes[HeadBytes..], sealedBytes.Slice(1 + NonceBytes, TagBytes), plain, context);
        return plain;
    }
}
