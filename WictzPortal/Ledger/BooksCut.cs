using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>
/// Where the books begin: the years before are over their ten years (Commercial Code 82) and may be deleted. The database itself refuses
/// to delete anything later from tables that are append-only.
/// </summary>
internal sealed class BooksCut
{
    private const int OnlyId = 1;

    /// <summary>Something done on one side of the cut may belong to something on the other, such as a call to its entry a second later.</summary>
    private static readonly TimeSpan Seam = TimeSpan.FromDays(31);

    private BooksCut() { }

    [NotPersonal("there is one row")]
    public int Id { get; private init; } = OnlyId;

    /// <summary>The first year, Istanbul's, whose books are kept.</summary>
    [NotPersonal("a year")]
    public int FirstYear { get; private set; }

    [NotPersonal("the beginning of a year")]
    public DateTimeOffset FirstAt { get; private set; }

    /// <summary>From here on every row finds what it belongs to, so checks may ask for it.</summary>
    [NotPersonal("a time after the beginning of a year")]
    public DateTimeOffset WholeAt { get; private set; }

    public void MoveTo(int firstYear)
    {
        FirstYear = firstYear;
        FirstAt = IstanbulYear.StartOf(firstYear);
        WholeAt = FirstAt + Seam;
    }

    internal sealed class Table : IEntityTypeConfiguration<BooksCut>
    {
        public void Configure(EntityTypeBuilder<BooksCut> cut)
        {
            cut.ToTable("books_cut");
            cut.Property(c => c.Id).ValueGeneratedNever();
            cut.HasData(new { Id = OnlyId, FirstYear = 0, FirstAt = DateTimeOffset.UnixEpoch, WholeAt = DateTimeOffset.UnixEpoch });
        }
    }
}

/// <summary>Tells where the books begin, and moves it on when years are over.</summary>
public sealed class BooksCuts(TimeProvider clock)
{
    public async Task<int> FirstYearAsync(PortalDb db, CancellationToken cancellationToken) => (await ReadAsync(db, cancellationToken)).FirstYear;

    public async Task<DateTimeOffset> FirstAtAsync(PortalDb db, CancellationToken cancellationToken) => (await ReadAsync(db, cancellationToken)).FirstAt;

    /// <summary>Moves the cut, never back. Call it in the transaction that deletes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The years in between are not over.</exception>
    public async Task MoveAsync(PortalDb db, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var firstYear = IstanbulYear.Of(before);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstYear, IstanbulYear.Of(clock.GetUtcNow()) - RetentionTerm.BillingYears, nameof(before));
        ArgumentOutOfRangeException.ThrowIfNotEqual(before, IstanbulYear.StartOf(firstYear));
        var cut = await db.Set<BooksCut>().AsTracking().SingleAsync(cancellationToken);
        if (firstYear > cut.FirstYear)
        {
            cut.MoveTo(firstYear);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static Task<BooksCut> ReadAsync(PortalDb db, CancellationToken cancellationToken) =>
        db.Set<BooksCut>().AsNoTracking().SingleAsync(cancellationToken);
}
