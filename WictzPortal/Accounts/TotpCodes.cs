using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Accounts;

/// <summary>
/// Codes of authenticator apps (RFC 6238: HMAC-SHA-1, six digits, 30 seconds, one step of tolerance). Unlike Identity's own, a
/// code is taken once: the conditional write of its time step decides, also between two requests at the same instant.
/// </summary>
internal sealed class TotpCodes(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IUserTwoFactorTokenProvider<PortalUser>
{
    public const string Provider = "Totp";
    private const int StepSeconds = 30;

    public Task<string> GenerateAsync(string purpose, UserManager<PortalUser> manager, PortalUser user) => Task.FromResult("");

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<PortalUser> manager, PortalUser user) =>
        !string.IsNullOrEmpty(await manager.GetAuthenticatorKeyAsync(user));

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<PortalUser> manager, PortalUser user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } secret)
        {
            return false;
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;
        var key = Base32.Decode(secret);
        for (var step = now - 1; step <= now + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(CodeOf(key, step)), System.Text.Encoding.UTF8.GetBytes(token)))
            {
                return await UseAsync(user.Id, step);
            }
        }

        return false;
    }

    /// <summary>The code that an app shows at that time.</summary>
    public static string CodeAt(string secret, DateTimeOffset at) => CodeOf(Base32.Decode(secret), at.ToUnixTimeSeconds() / StepSeconds);

    private async Task<bool> UseAsync(Guid userId, long step)
    {
        await using var db = await databases.CreateDbContextAsync();
        var uses = db.TotpUses;
        if (await uses.Where(u => u.UserId == userId && u.LastStep < step).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastStep, step)) == 1)
        {
            return true;
        }

        if (await uses.AnyAsync(u => u.UserId == userId))
        {
            return false;
        }

        uses.Add(new TotpUse { UserId = userId, LastStep = step });
        try
        {
            return await db.SaveChangesAsync() == 1;
        }
        catch (DbUpdateException)
        {
            return false;      // another request used its first code at the same instant
        }
    }

    private static string CodeOf(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238: what authenticator apps speak; HMAC does not rest on collision resistance
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var code = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFF_FFFF;
        return (code % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>RFC 4648, as Identity writes its authenticator keys.</summary>
    private static class Base32
    {
        private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

        public static byte[] Decode(string text)
        {
            var bytes = new List<byte>(text.Length * 5 / 8);
            var (buffer, bits) = (0, 0);
            foreach (var value in text.TrimEnd('=').Select(c => Alphabet.IndexOf(char.ToUpperInvariant(c))))
            {
                (buffer, bits) = (((buffer << 5) | value) & 0xFFFF, bits + 5);
                if (bits >= 8)
                {
                    bits -= 8;
                    bytes.Add((byte)(buffer >> bits));
                }
            }

            return [.. bytes];
        }
    }
}
