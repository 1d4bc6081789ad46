using System.Buffers;

namespace WictzPortal.Gateway;

/// <summary>Why <see cref="ChatStream.Pump"/> stopped.</summary>
internal enum StreamNews
{
    /// <summary>All that arrived is dealt with.</summary>
    NeedsMore,

    /// <summary>The figures are in, or nothing more can come: time to settle, then <see cref="ChatStream.Release"/>.</summary>
    SettleNow,

    /// <summary>The provider reports an error in the stream.</summary>
    Error,
}

/// <summary>
/// One OpenAI chat stream on its way through: bytes pass as they are, figures are read, the usage chunk that only we asked for is left
/// out, and from the last finishing event on everything is held until the call is settled. (Not from <c>[DONE]</c>: some clients stop
/// at <c>finish_reason</c>.)
/// </summary>
internal sealed class ChatStream(bool wantsUsage, int choices) : IDisposable
{
    /// <summary>An event longer than this is not one.</summary>
    public const int LongestEventBytes = 16 * 1024 * 1024;

    private readonly PooledBytes _held = new(1024);
    private readonly PooledBytes _opening = new(1024);
    private StreamNews? _opened;
    private int _finished;
    private bool _begun;
    private bool _holding;
    private bool _settled;

    public SseEvents Events { get; } = new();

    public bool HasUsage { get; private set; }

    public ReportedUsage Usage { get; private set; }

    /// <summary>Output tokens so far as counted by us.</summary>
    public long CountedTokens { get; private set; }

    /// <summary>Whether every choice has said that it is finished, or the stream that it is done.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Deals with the first events, of which nothing goes out yet, so that another deployment can still be tried.</summary>
    /// <returns>Null as long as no event is whole. Safe to repeat.</returns>
    public StreamNews? Open()
    {
        if (_opened is null)
        {
            var news = Pump(_opening);
            _opened = news == StreamNews.NeedsMore && !_begun ? null : news;
        }

        return _opened;
    }

    /// <summary>Lets the first events go out.</summary>
    /// <returns>What <see cref="Open"/> came to.</returns>
    public StreamNews Begin(IBufferWriter<byte> output)
    {
        output.Write(_opening.Span);
        _opening.Dispose();
        return _opened ?? StreamNews.NeedsMore;
    }

    /// <summary>Deals with every whole event that has arrived.</summary>
    public StreamNews Pump(IBufferWriter<byte> output)
    {
        while (Events.TryRead(out var raw, out var data))
        {
            if (data.IsEmpty)
            {
                continue;      // comments of the provider end here; ours keep the client's connection alive
            }

            _begun = true;
            if (data.SequenceEqual("[DONE]"u8))
            {
                (IsWhole, _holding) = (true, true);
                Pass(raw, output);
                if (!_settled)
                {
                    return StreamNews.SettleNow;
                }

                continue;
            }

            var facts = ChatFacts.Read(data);
            if (facts.IsError)
            {
                return StreamNews.Error;
            }

            // What is not JSON would only break the client: at the end of a stream that was cut, half an event.
            if (facts.IsJson && Take(facts, raw, output))
            {
                return StreamNews.SettleNow;
            }
        }

        return StreamNews.NeedsMore;
    }

    /// <summary>Lets go what was held; from now on everything passes.</summary>
    public void Release(IBufferWriter<byte> output)
    {
        _settled = true;
        output.Write(_held.Span);
        _held.Clear();
    }

    public void Dispose()
    {
        Events.Dispose();
        _opening.Dispose();
        _held.Dispose();
    }

    /// <returns>Whether the figures are final.</returns>
    private bool Take(in ChatFacts facts, ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        CountedTokens += facts.CountedTokens;
        _finished += facts.Finished;
        if (_finished >= choices)
        {
            (IsWhole, _holding) = (true, true);
        }

        if (facts.HasUsage)
        {
            (HasUsage, Usage) = (true, facts.Usage);      // cumulative: replaced, never added
        }

        // The usage chunk has no choices. Where the client did not ask for it, it would be one that its code does not expect.
        var isUsageChunk = facts.HasUsage && facts.Choices == 0;
        _holding |= isUsageChunk;
        if (!isUsageChunk || wantsUsage)
        {
            Pass(raw, output);
        }

        return facts.HasUsage && _holding && !_settled;
    }

    private void Pass(ReadOnlySpan<byte> raw, IBufferWriter<byte> output) => (_holding && !_settled ? _held : output).Write(raw);
}
