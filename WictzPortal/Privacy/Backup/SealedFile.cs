using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace WictzPortal.Privacy;

/// <summary>What a backup holds.</summary>
public enum BackupKind : byte
{
    /// <summary>The main database and the request log.</summary>
    Data = 1,

    /// <summary>The key store: the wrapped data keys and the erasure ledger.</summary>
    Keys = 2,
}

/// <summary>
/// A file sealed by AES-256-GCM in blocks of 64 KiB, each with its number, the last one marked: a changed, moved or missing block is found.
/// Its head says in plain what it is and which key opens it.
/// </summary>
internal static class SealedFile
{
    private const int BlockBytes = 1 << 16;
    private const int TagBytes = 16;
    private const int SaltBytes = 32;
    private static readonly byte[] Magic = "WICTZBK1"u8.ToArray();

    /// <summary>A stream that seals what is written to it. Disposing writes the last block.</summary>
    public static Stream Create(string path, BackupKind kind, string keyId, byte[] key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        byte[] head = [.. Magic, (byte)kind, (byte)keyId.Length, .. Encoding.ASCII.GetBytes(keyId), .. RandomNumberGenerator.GetBytes(SaltBytes)];
        var file = new FileStream(path, options);
        file.Write(head);
        return new Sealing(file, KeyOf(key, head));
    }

    /// <summary>What the file is, and the id of the key that opens it. Null for what is no backup.</summary>
    public static (BackupKind Kind, string KeyId)? Peek(string path)
    {
        using var file = File.OpenRead(path);
        return ReadHead(file) is { } head ? ((BackupKind)head[Magic.Length], KeyIdOf(head)) : null;
    }

    /// <summary>A stream of what was sealed.</summary>
    /// <exception cref="InvalidDataException">No backup.</exception>
    public static Stream Open(string path, byte[] key)
    {
        var file = File.OpenRead(path);
        return ReadHead(file) is { } head
            ? new Opening(file, KeyOf(key, head))
            : throw new InvalidDataException("This is no backup of the portal.");
    }

    private static byte[]? ReadHead(FileStream file)
    {
        var start = new byte[Magic.Length + 2];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            return null;
        }

        var rest = new byte[start[^1] + SaltBytes];
        return file.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) < rest.Length ? null : [.. start, .. rest];
    }

    private static string KeyIdOf(byte[] head) => Encoding.ASCII.GetString(head, Magic.Length + 2, head[Magic.Length + 1]);

    // A key for this file alone, bound to its head: block numbers can then be the nonces.
    private static byte[] KeyOf(byte[] key, byte[] head) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt: head);

    private static byte[] Nonce(long block, bool isLast)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64BigEndian(nonce, block);
        nonce[11] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }

    private sealed class Sealing(FileStream file, byte[] key) : OneWay
    {
        private readonly AesGcm _gcm = new(key, TagBytes);
        private readonly byte[] _plain = new byte[BlockBytes];
        private readonly byte[] _sealed = new byte[BlockBytes + TagBytes];
        private int _filled;
        private long _block;

        public override bool CanWrite => true;

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var taken = Math.Min(buffer.Length, BlockBytes - _filled);
                buffer[..taken].CopyTo(_plain.AsSpan(_filled));
                buffer = buffer[taken..];
                _filled += taken;
                if (_filled == BlockBytes)
                {
                    Seal(isLast: false);
                }
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && file.CanWrite)
            {
                Seal(isLast: true);
                file.Flush(flushToDisk: true);
                file.Dispose();
                _gcm.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Seal(bool isLast)
        {
            _gcm.Encrypt(Nonce(_block++, isLast), _plain.AsSpan(0, _filled), _sealed.AsSpan(0, _filled), _sealed.AsSpan(_filled, TagBytes));
            file.Write(_sealed, 0, _filled + TagBytes);
            _filled = 0;
        }
    }

    private sealed class Opening(FileStream file, byte[] key) : OneWay
    {
        private readonly AesGcm _gcm = new(key, TagBytes);
        private readonly byte[] _plain = new byte[BlockBytes];
        private readonly byte[] _sealed = new byte[BlockBytes + TagBytes];
        private int _at;
        private int _filled;
        private long _block;
        private bool _isOver;

        public override bool CanRead => true;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        /// <exception cref="CryptographicException">Another key, or changed bytes.</exception>
        public override int Read(Span<byte> buffer)
        {
            while (_at == _filled && !_isOver)
            {
                Next();
            }

            var taken = Math.Min(buffer.Length, _filled - _at);
            _plain.AsSpan(_at, taken).CopyTo(buffer);
            _at += taken;
            return taken;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
                _gcm.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Next()
        {
            var read = file.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false);
            _isOver = read < _sealed.Length;
            if (read < TagBytes)
            {
                throw new CryptographicException("The file was cut.");
            }

            (_at, _filled) = (0, read - TagBytes);
            _gcm.Decrypt(Nonce(_block++, _isOver), _sealed.AsSpan(0, _filled), _sealed.AsSpan(_filled, TagBytes), _plain.AsSpan(0, _filled));
        }
    }

    /// <summary>A stream that goes forward only.</summary>
    private abstract class OneWay : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
