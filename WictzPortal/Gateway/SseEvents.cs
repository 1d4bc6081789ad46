using System.Buffers;

namespace WictzPortal.Gateway;

/// <summary>
/// Cuts server-sent events out of bytes that arrive in any pieces: CR, LF or CRLF, several <c>data:</c> lines, comments. An event comes
/// out only when it is whole, so what follows from it cannot depend on how the network cut it.
/// </summary>
internal sealed class SseEvents : IDisposable
{
    private readonly PooledBytes _bytes = new(8192);
    private PooledBytes? _joined;
    private int _searched;

    /// <summary>Bytes of an event that is not whole yet.</summary>
    public int Waiting => _bytes.Length;

    public Memory<byte> GetMemory() => _bytes.GetMemory(4096);

    public void Advance(int count) => _bytes.Advance(count);

    /// <summary>Ends the input: an event without its empty line counts as whole.</summary>
    public void Complete()
    {
        if (_bytes.Length > 0)
        {
            "\n\n"u8.CopyTo(_bytes.GetSpan(2));
            _bytes.Advance(2);
            _searched = 0;
        }
    }

    /// <param name="raw">The whole event with its empty line; valid until the next call.</param>
    /// <param name="data">Its data, joined by line feeds; empty for a comment.</param>
    public bool TryRead(out ReadOnlySpan<byte> raw, out ReadOnlySpan<byte> data)
    {
        raw = [];
        data = [];
        var bytes = _bytes.Span;
        if (!bytes[_searched..].ContainsAny((byte)'\n', (byte)'\r'))
        {
            _searched = bytes.Length;
            return false;
        }

        var (at, dataLines) = (0, 0);
        while (NextLine(bytes, at, out var length, out var next))
        {
            var line = bytes.Slice(at, length);
            at = next;
            if (length == 0)
            {
                raw = bytes[..at];
                data = dataLines > 1 ? _joined!.Span : data;
                _bytes.Consume(at);
                _searched = 0;
                return true;
            }

            if (line.StartsWith("data:"u8))
            {
                line = line[5..];
                line = line.Length > 0 && line[0] == ' ' ? line[1..] : line;
                Join(++dataLines, data, line);
                data = dataLines == 1 ? line : data;
            }
        }

        _searched = Math.Max(0, bytes.Length - 1);      // a last CR may be half of a CRLF
        return false;
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _joined?.Dispose();
    }

    private void Join(int dataLines, ReadOnlySpan<byte> first, ReadOnlySpan<byte> line)
    {
        if (dataLines == 1)
        {
            return;
        }

        _joined ??= new PooledBytes(1024);
        if (dataLines == 2)
        {
            _joined.Clear();
            _joined.Write(first);
        }

        _joined.Write("\n"u8);
        _joined.Write(line);
    }

    private static bool NextLine(ReadOnlySpan<byte> bytes, int start, out int length, out int next)
    {
        length = bytes[start..].IndexOfAny((byte)'\n', (byte)'\r');
        next = start + length + 1;
        if (length < 0)
        {
            return false;
        }

        if (bytes[start + length] == '\r')
        {
            if (next == bytes.Length)
            {
                return false;
            }

            next += bytes[next] == '\n' ? 1 : 0;
        }

        return true;
    }
}
