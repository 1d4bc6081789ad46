using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>
/// Takes a ZIP as it is written and stores it in sealed pieces, so that no more than one piece is in memory and nothing is plain on disk.
/// </summary>
internal sealed class PartStream(IDbContextFactory<PortalDb> databases, Vault vault, Guid userId, Guid packageId) : Stream
{
    private const int PartBytes = 256 * 1024;
    private readonly MemoryStream _pending = new(PartBytes);
    private int _parts;
    private long _stored;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _stored + _pending.Length;

    public override long Position { get => Length; set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _pending.Write(buffer.Span);
        if (_pending.Length >= PartBytes)
        {
            await StoreAsync(cancellationToken);
        }
    }

    // The ZIP's writer ends its entries so; the next asynchronous write stores it.
    public override void Write(byte[] buffer, int offset, int count) => _pending.Write(buffer, offset, count);

    /// <summary>Stores what is left. Called once, after the last write.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_pending.Length > 0)
        {
            await StoreAsync(cancellationToken);
        }
    }

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _pending.Dispose();
        base.Dispose(disposing);
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        var content = await vault.SealAsync(userId, _pending.ToArray(), cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.PackageParts.Add(new PackagePart(packageId, _parts++, content));
        await db.SaveChangesAsync(cancellationToken);
        _stored += _pending.Length;
        _pending.SetLength(0);
    }
}
