using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace WictzPortal.Usage;

/// <summary>What stands before the records of a frame.</summary>
internal readonly record struct JournalHeader(int Count, long Sequence, uint Checksum, int RecordBytes, bool MayRepeat)
{
    public int PayloadBytes => Count * RecordBytes;
}

/// <summary>
/// Records as they stand in a segment, or in a row: a header of 24 bytes (magic, count, sequence, CRC-32C, flags), then the records. In
/// segments frames are numbered without a gap, so one that is lost shows.
/// </summary>
internal static class JournalFrame
{
    public const int HeaderBytes = 24;
    public const int MostRecords = 2000;
    private const uint Magic = 0x334A5A57;      // "WZJ3"
    private const uint SecondMagic = 0x324A5A57;      // "WZJ2": records that ended before the node
    private const uint FirstMagic = 0x314A5A57;      // "WZJ1": records that ended before the units
    private const int SecondRecordBytes = 160;
    private const int FirstRecordBytes = 144;
    private const uint AnyVersion = 0x00FFFFFF;
    private const uint RepeatFlag = 1;

    public static int BytesOf(int records) => HeaderBytes + (records * JournalRecord.Bytes);

    /// <summary>Bytes that <paramref name="records"/> take when cut into frames.</summary>
    public static int BytesOfAll(int records) =>
        (records * JournalRecord.Bytes) + (HeaderBytes * ((records + MostRecords - 1) / MostRecords));

    /// <param name="mayRepeat">Whether the same records may have been written before, without our knowing.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> target, long sequence, ReadOnlySpan<JournalRecord> records, bool mayRepeat = false)
    {
        var payload = MemoryMarshal.AsBytes(records);
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], records.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], Checksum(sequence, payload));
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], mayRepeat ? RepeatFlag : 0);
        payload.CopyTo(target[HeaderBytes..]);
        return HeaderBytes + payload.Length;
    }

    /// <returns>Null where no frame stands: the end, a torn write or damage.</returns>
    /// <exception cref="InvalidDataException">A later version of the portal wrote it.</exception>
    public static JournalHeader? ReadHeader(ReadOnlySpan<byte> header)
    {
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (RecordBytesOf(magic) is not { } recordBytes)
        {
            // Taken for a torn write it would be cut off, and settled calls with it.
            return (magic & AnyVersion) != (Magic & AnyVersion) ? null : throw new InvalidDataException(
                "The usage journal was written by a later version of the portal, so this one does not start. Start that version, or restore a backup.");
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return count is < 1 or > MostRecords ? null : new JournalHeader(
            count, BinaryPrimitives.ReadInt64LittleEndian(header[8..]), BinaryPrimitives.ReadUInt32LittleEndian(header[16..]), recordBytes,
            BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) == RepeatFlag);
    }

    /// <returns>Null where they are damaged.</returns>
    public static JournalRecord[]? ReadRecords(in JournalHeader header, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != header.PayloadBytes || Checksum(header.Sequence, payload) != header.Checksum)
        {
            return null;
        }

        var records = new JournalRecord[header.Count];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = JournalRecord.Read(payload.Slice(i * header.RecordBytes, header.RecordBytes));
        }

        return records;
    }

    /// <summary>CRC-32C over sequence, count and records: a frame of another place or an older use of the disk does not pass.</summary>
    public static uint Checksum(long sequence, ReadOnlySpan<byte> payload)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, (ulong)sequence);
        crc = BitOperations.Crc32C(crc, (ulong)payload.Length);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(payload))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        return ~crc;
    }

    private static int? RecordBytesOf(uint magic) => magic switch
    {
        Magic => JournalRecord.Bytes,
        SecondMagic => SecondRecordBytes,
        FirstMagic => FirstRecordBytes,
        _ => null,
    };
}
