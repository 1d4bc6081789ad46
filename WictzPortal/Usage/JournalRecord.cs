using System.Runtime.InteropServices;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>What a journal record tells. Numbers are on disk: they never change.</summary>
internal enum JournalKind : byte
{
    /// <summary>A call was settled.</summary>
    Usage = 1,

    /// <summary>A call is about to be forwarded for the first time: from here on its provider may cost us something.</summary>
    Opened = 2,

    /// <summary>A call is over: its answer was handed to the client's connection, or it ended without having cost anything.</summary>
    Released = 3,
}

/// <summary>A step of one call as the journal holds it: 168 bytes, little-endian, written as they stand in memory.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct JournalRecord
{
    public const int Bytes = 168;
    private const byte EstimatedFlag = 1;
    private const byte StreamedFlag = 2;
    private const byte OpenedFlag = 4;

    public JournalKind Kind { get; private init; }

    public CallEnd End { get; private init; }

    private byte Flags { get; init; }

    public byte Attempts { get; private init; }

    public int ModelId { get; private init; }

    public int DeploymentId { get; private init; }

    public int PriceVersionId { get; private init; }

    public Guid RequestId { get; private init; }

    private long AtMilliseconds { get; init; }

    public long AccountNumber { get; private init; }

    public Guid KeyId { get; private init; }

    public TokenCounts Tokens { get; private init; }

    public Money Cost { get; private init; }

    public Money Charged { get; init; }

    public Units Units { get; private init; }

    /// <summary>Under which number it was written; 0 beside SQLite.</summary>
    public long Node { get; init; }

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(AtMilliseconds);

    public bool Estimated => (Flags & EstimatedFlag) != 0;

    public bool Streamed => (Flags & StreamedFlag) != 0;

    /// <summary>Whether a record of its opening stands before it.</summary>
    public bool WasOpened => (Flags & OpenedFlag) != 0;

    public static JournalRecord Usage(in UsageDraft draft, Money charged) => Of(JournalKind.Usage, draft, charged);

    public static JournalRecord Opened(in UsageDraft draft) => Of(JournalKind.Opened, draft, default);

    public static JournalRecord Released(Guid requestId) => new() { Kind = JournalKind.Released, RequestId = requestId };

    /// <summary>Reads a record back. One of an earlier version is shorter; what it did not have is zero.</summary>
    public static JournalRecord Read(ReadOnlySpan<byte> bytes)
    {
        var record = default(JournalRecord);
        bytes.CopyTo(MemoryMarshal.AsBytes(new Span<JournalRecord>(ref record)));
        return record;
    }

    private static JournalRecord Of(JournalKind kind, in UsageDraft draft, Money charged) => new()
    {
        Kind = kind,
        End = draft.End,
        Flags = (byte)((draft.Estimated ? EstimatedFlag : 0) | (draft.Streamed ? StreamedFlag : 0) | (draft.WasOpened ? OpenedFlag : 0)),
        Attempts = draft.Attempts,
        ModelId = draft.ModelId,
        DeploymentId = draft.DeploymentId,
        PriceVersionId = draft.PriceVersionId,
        RequestId = draft.RequestId,
        AtMilliseconds = draft.At.ToUnixTimeMilliseconds(),
        AccountNumber = draft.AccountNumber,
        KeyId = draft.KeyId,
        Tokens = draft.Tokens,
        Cost = draft.Cost,
        Charged = charged,
        Units = draft.Units,
    };
}
