using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Consent;

/// <summary>One page that was opened with consent. It names the page's route, never an address, and a visit that nobody can be found by.</summary>
[NoSubject("a random number of one day, which leads to nobody")]
internal sealed class PageView
{
    private PageView() { }

    public PageView(Guid visitId, string route, DateTimeOffset at) =>
        (VisitId, Route, HourAt) = (visitId, route, new DateTimeOffset(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero));

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>The random number in the browser's cookie, which lives one day.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Analytics, LegalBasis.Consent, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public Guid VisitId { get; private init; }

    /// <summary>The route's template, such as <c>/keys/{Id:guid}</c> (A-16).</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Analytics, LegalBasis.Consent, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public string Route { get; private init; } = "";

    /// <summary>The hour it was opened in, UTC.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Analytics, LegalBasis.Consent, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    [KeptFrom(RetentionRule.Transient, Days=30)]
    public DateTimeOffset HourAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<PageView>
    {
        public void Configure(EntityTypeBuilder<PageView> view)
        {
            view.ToTable("page_views");
            view.Property(v => v.Id).ValueGeneratedNever();
            view.Property(v => v.Route).HasMaxLength(PageViewDay.RouteLength);
            view.HasIndex(v => v.HourAt);
            view.HasIndex(v => v.VisitId);
        }
    }
}

/// <summary>How often a page was opened on a day. Only where at least <see cref="LeastVisits"/> visits opened it.</summary>
internal sealed class PageViewDay
{
    public const int RouteLength = 200;
    public const int LeastVisits = 10;

    private PageViewDay() { }

    public PageViewDay(DateOnly day, string route, int views, int visits) => (Day, Route, Views, Visits) = (day, route, views, visits);

    [NotPersonal("a day, UTC")]
    [KeptFrom(RetentionRule.Aggregate365)]
    public DateOnly Day { get; private init; }

    [NotPersonal("a page")]
    public string Route { get; private init; } = "";

    [NotPersonal("a count over at least ten visits")]
    public int Views { get; private init; }

    [NotPersonal("a count of at least ten")]
    public int Visits { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<PageViewDay>
    {
        public void Configure(EntityTypeBuilder<PageViewDay> day)
        {
            day.ToTable("page_view_days");
            day.HasKey(d => new { d.Day, d.Route });
            day.Property(d => d.Route).HasMaxLength(RouteLength);
        }
    }
}

internal static class PageViewSets
{
    extension(PortalDb db)
    {
        public DbSet<PageView> PageViews => db.Set<PageView>();

        public DbSet<PageViewDay> PageViewDays => db.Set<PageViewDay>();
    }
}
