using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace WictzPortal.Accounts;

/// <summary>The random part of a one-time link: 256 bits, of which only the SHA-256 hash is stored.</summary>
public static class LinkSecret
{
    public static (string Secret, byte[] Hash) Make()
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (secret, HashOf(secret));
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
