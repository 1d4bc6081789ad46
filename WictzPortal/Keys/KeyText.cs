using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace WictzPortal.Keys;

/// <summary>
/// The text of an API key: <c>wz_live_</c>, 8 characters of public id, <c>_</c>, 256 bits of secret as 43 base-62 digits, and 6
/// digits of checksum, so that a mistyped key is refused without a look-up and a leaked one is recognised by scanners.
/// </summary>
internal readonly record struct KeyText(string Text)
{
    public const int PublicIdLength = 8;
    public const int Length = 66;
    private const string Prefix = "wz_live_";
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int SecretAt = 17;
    private const int ChecksumAt = Length - ChecksumLength;

    public string PublicId => Text.Substring(Prefix.Length, PublicIdLength);

    public string LastFour => Text[^4..];

    /// <summary>Makes a new key from the system's random source.</summary>
    public static KeyText New()
    {
        var body = $"{Prefix}{RandomNumberGenerator.GetString(Digits, PublicIdLength)}_{RandomNumberGenerator.GetString(Digits, SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(body, checksum);
        return new KeyText(string.Concat(body, checksum));
    }

    public byte[] HashUnder(byte[] pepper)
    {
        using var hasher = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, pepper);
        var hash = new byte[HMACSHA256.HashSizeInBytes];
        HashBy(hasher, Text, hash);
        return hash;
    }

    /// <summary>Whether the form and the checksum are right. Says nothing about whether the key exists.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || !text.StartsWith(Prefix) || text[SecretAt - 1] != '_' || !Ascii.IsValid(text))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text[..ChecksumAt], checksum);
        return text[ChecksumAt..].SequenceEqual(checksum);
    }

    /// <summary>The public id of a well-formed key as one number: its eight ASCII characters.</summary>
    public static ulong LookupId(ReadOnlySpan<char> text)
    {
        var id = 0UL;
        foreach (var character in text.Slice(Prefix.Length, PublicIdLength))
        {
            id = (id << 8) | character;
        }

        return id;
    }

    /// <summary>Hashes the 43 digits of the secret of a well-formed key.</summary>
    /// <param name="hasher">HMAC-SHA-256 under the pepper; it can be used again, by one thread at a time.</param>
    public static void HashBy(IncrementalHash hasher, ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> secret = stackalloc byte[SecretLength];
        Encoding.ASCII.GetBytes(text.Slice(SecretAt, SecretLength), secret);
        hasher.AppendData(secret);
        hasher.GetHashAndReset(hash);
    }

    public override string ToString() => $"{Prefix}{PublicId}_…";

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> checksum)
    {
        var rest = uint.MaxValue;
        foreach (var character in body)
        {
            rest = BitOperations.Crc32C(rest, (byte)character);
        }

        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            checksum[i] = Digits[(int)(rest % 62)];
            rest /= 62;
        }
    }
}
