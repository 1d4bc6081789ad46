using System.Buffers.Binary;

namespace WictzPortal.Gateway;

/// <summary>
/// Which calls belong together, so that they meet the same deployment and credential and find the provider's prompt cache warm: those of
/// one key whose bodies begin alike, as the turns of one conversation do, or requests with one long system prompt.
/// </summary>
internal static class Session
{
    // Providers cache from about a thousand tokens on; shorter ones have nothing to gain.
    private const int Beginning = 2048;
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The same on every node, and 0 for a call that is too short to matter. Made as FNV-1a is, 64 bits.</summary>
    public static ulong Of(GatewayCall call)
    {
        if (call.Body.Length < Beginning)
        {
            return 0;
        }

        Span<byte> key = stackalloc byte[16];
        call.Key.Id.TryWriteBytes(key);
        var hash = Hash(Basis, key);
        for (var words = call.Body.Span[..Beginning]; words.Length > 0; words = words[8..])
        {
            // Eight bytes at a time, the high ones folded down, since a product carries upwards only.
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(words)) * Prime;
            hash ^= hash >> 29;
        }

        return hash;
    }

    /// <summary>A number between 0 and 1 that a session and a candidate always have together.</summary>
    public static double Share(ulong session, in Candidate candidate)
    {
        Span<byte> ids = stackalloc byte[8];
        BitConverter.TryWriteBytes(ids, candidate.Deployment.Id);
        BitConverter.TryWriteBytes(ids[4..], candidate.Credential?.Id ?? 0);
        var mixed = Hash(session, ids);
        mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccd;      // FNV's last bytes hardly reach the high bits
        return ((mixed ^ (mixed >> 33)) >> 11) / (double)(1UL << 53);
    }

    private static ulong Hash(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            hash = (hash ^ one) * Prime;
        }

        return hash;
    }
}

/// <summary>Draws one of several candidates by weight: at random, or for a session always the same (weighted rendezvous hashing).</summary>
internal struct Lot(ulong session)
{
    private long _weights;
    private double _best;

    public Candidate? Drawn { get; private set; }

    public void Add(in Candidate candidate, long weight)
    {
        _weights += weight;
        if (session == 0)
        {
            // One pass: the n-th is taken with its share of the weight so far.
            Drawn = Random.Shared.NextInt64(_weights) < weight ? candidate : Drawn;
            return;
        }

        var score = -weight / Math.Log(Math.Max(Session.Share(session, candidate), double.Epsilon));
        if (Drawn is null || score > _best)
        {
            (Drawn, _best) = (candidate, score);
        }
    }
}
