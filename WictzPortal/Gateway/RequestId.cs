using System.Buffers.Binary;

namespace WictzPortal.Gateway;

/// <summary>Makes the numbers of calls.</summary>
internal static class RequestId
{
    /// <summary>
    /// A UUIDv7, so that records come in the order of time. It need not be hard to guess, as nothing is given out for knowing it, so its
    /// random bits do not come from the system, which takes longer for them than all the limits of a call.
    /// </summary>
    public static Guid New(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes[6..]);
        var milliseconds = at.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)milliseconds);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
