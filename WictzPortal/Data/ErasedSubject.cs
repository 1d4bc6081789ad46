using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>An entry of the erasure ledger: a user or account that was erased, as a keyed hash that leads to nobody.</summary>
[NoSubject("a keyed hash of an id that is nowhere any more")]
internal sealed class ErasedSubject
{
    private ErasedSubject() { }

    public ErasedSubject(byte[] hash, string caseNumber, DateTimeOffset now) => (Hash, CaseNumber, At) = (hash, caseNumber, now);

    [NotPersonal("a keyed hash of an id that is nowhere any more")]
    public byte[] Hash { get; private init; } = [];

    [NotPersonal("number of an erasure")]
    public string CaseNumber { get; private init; } = "";

    [NotPersonal("when an erasure ran")]
    public DateTimeOffset At { get; private init; }

    [StoredIn(typeof(KeyStoreDb))]
    internal sealed class Table : IEntityTypeConfiguration<ErasedSubject>
    {
        public void Configure(EntityTypeBuilder<ErasedSubject> subject)
        {
            subject.ToTable("erased_subjects");
            subject.HasKey(s => s.Hash);
            subject.Property(s => s.CaseNumber).HasMaxLength(ErasureLedger.CaseNumberLength);
        }
    }
}

/// <summary>
/// Who was erased. It stands in the key store, which data backups leave out: a restored backup does not know it, and is cleaned by it
/// before the port opens.
/// </summary>
public sealed class ErasureLedger
{
    public const int CaseNumberLength = 20;

    private readonly IDbContextFactory<KeyStoreDb> _databases;
    private readonly KeyStore _keys;
    private readonly TimeProvider _clock;

    internal ErasureLedger(IDbContextFactory<KeyStoreDb> databases, KeyStore keys, TimeProvider clock) =>
        (_databases, _keys, _clock) = (databases, keys, clock);

    /// <summary>Enters the subjects and, if asked to, destroys their data keys, in one transaction. Safe to repeat.</summary>
    public async Task EnterAsync(IReadOnlyCollection<Guid> subjects, string caseNumber, bool destroyKeys, CancellationToken cancellationToken)
    {
        var secret = await SecretAsync(cancellationToken);
        var entries = subjects.Select(subject => new ErasedSubject(HashOf(secret, subject), caseNumber, _clock.GetUtcNow())).ToList();
        await _keys.EraseAsync(destroyKeys ? [.. subjects.Select(Vault.NameOf)] : [], entries, cancellationToken);
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return !await db.Set<ErasedSubject>().AnyAsync(cancellationToken);
    }

    /// <summary>Which of these have been erased. Each is hashed, so it costs a microsecond each.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(IEnumerable<Guid> subjects, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var erased = await db.Set<ErasedSubject>().AsNoTracking().Select(s => s.Hash).ToListAsync(cancellationToken);
        var known = erased.Select(Convert.ToHexString).ToHashSet(StringComparer.Ordinal);
        var secret = await SecretAsync(cancellationToken);
        return [.. subjects.Where(subject => known.Contains(Convert.ToHexString(HashOf(secret, subject))))];
    }

    private Task<byte[]> SecretAsync(CancellationToken cancellationToken) => _keys.GetOrMakeAsync("system/erasure-ledger", cancellationToken);

    private static byte[] HashOf(byte[] secret, Guid subject) => HMACSHA256.HashData(secret, subject.ToByteArray(bigEndian: true));
}
