using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace WictzPortal.Privacy;

/// <summary>A file of a package, with what proves that it is whole.</summary>
/// <param name="Rows">Null where it is no table.</param>
internal sealed record PackedEntry(string Path, string MediaType, string Sha256, long Bytes, long? Rows);

/// <summary>Writes files into a ZIP one after another and keeps the tally of them. Paths are made safe for whoever unpacks it.</summary>
internal sealed class PackageWriter(ZipArchive zip, DateTimeOffset now)
{
    private const int NameLength = 100;
    private readonly List<PackedEntry> _files = [];

    public IReadOnlyList<PackedEntry> Files => _files;

    /// <param name="write">Returns the number of rows, or null.</param>
    public async Task<PackedEntry> AddAsync(string path, string mediaType, Func<Stream, Task<long?>> write, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(path);
        entry.LastWriteTime = now;
        using var tally = new TallyStream(await entry.OpenAsync(cancellationToken));
        var rows = await write(tally);
        await tally.DisposeAsync();
        var packed = new PackedEntry(path, mediaType, tally.Sha256, tally.Bytes, rows);
        _files.Add(packed);
        return packed;
    }

    public Task<PackedEntry> AddAsync(string path, string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        AddAsync(path, mediaType, async stream =>
        {
            await stream.WriteAsync(content, cancellationToken);
            return null;
        }, cancellationToken);

    public Task<PackedEntry> AddAsync(string path, string mediaType, string content, CancellationToken cancellationToken) =>
        AddAsync(path, mediaType, Encoding.UTF8.GetBytes(content), cancellationToken);

    /// <summary>A path in the folder whose name cannot leave it, run, or stand for another file: of names that people chose.</summary>
    public string SafePath(string folder, string name)
    {
        var safe = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')]).Trim('.', '_');
        safe = safe.Length == 0 ? "file" : safe.Length > NameLength ? safe[^NameLength..].TrimStart('.') : safe;
        var (path, number) = ($"{folder}/{safe}", 2);
        while (_files.Exists(f => string.Equals(f.Path, path, StringComparison.OrdinalIgnoreCase)))
        {
            path = $"{folder}/{number++}-{safe}";
        }

        return path;
    }

    /// <summary>Counts and hashes what passes through.</summary>
    private sealed class TallyStream(Stream target) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private bool _isClosed;

        public string Sha256 { get; private set; } = "";

        public long Bytes { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Bytes;

        public override long Position { get => Bytes; set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count(buffer.Span);
            return target.WriteAsync(buffer, cancellationToken);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Count(buffer.AsSpan(offset, count));
            target.Write(buffer, offset, count);
        }

        public override void Flush() => target.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            if (!_isClosed)
            {
                _isClosed = true;
                Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
                await target.DisposeAsync();
            }

            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }

        private void Count(ReadOnlySpan<byte> bytes)
        {
            _hash.AppendData(bytes);
            Bytes += bytes.Length;
        }
    }
}
