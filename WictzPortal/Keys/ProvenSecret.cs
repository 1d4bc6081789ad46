using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace WictzPortal.Keys;

/// <summary>
/// The secret that one connection has proven to know. As long as it goes on sending that one, and the key is still called by it, the hash
/// is not computed again: that costs more than all else of telling whose a call is. It lives as long as the connection.
/// </summary>
public sealed class ProvenSecret
{
    private volatile Proof? _proof;

    internal bool Holds(object entry, ReadOnlySpan<char> presented) =>
        _proof is { } proof && ReferenceEquals(proof.Entry, entry)
        && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes<char>(proof.Text), MemoryMarshal.AsBytes(presented));

    internal void Keep(object entry, ReadOnlySpan<char> presented) => _proof = new Proof(entry, presented.ToString());

    private sealed record Proof(object Entry, string Text);
}
