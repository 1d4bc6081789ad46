using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Consent;

/// <summary>A page and how often it was opened.</summary>
public sealed record PageCount(string Route, int Views, int Visits);

/// <summary>Counts which pages are opened, by who consented to it, and tells staff the sums.</summary>
public sealed class PageCounts(IDbContextFactory<PortalDb> databases, CookieConsent consent, PurposeGate gate, TimeProvider clock)
{
    /// <summary>The visit of the request's browser, begun here if need be; null without consent, and for who has objected or whose data is restricted. Only while headers can be set.</summary>
    public async Task<Guid?> VisitAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.Response.HasStarted || !(await consent.OfAsync(context)).Analytics
            || (context.User.Identity?.IsAuthenticated is true && !gate.Allows(Purpose.Analytics, context.User.UserId)))
        {
            return null;
        }

        if (Guid.TryParse(context.Request.Cookies[CookieRegister.Visit], out var visit))
        {
            return visit;
        }

        var begun = Guid.NewGuid();
        context.Response.Cookies.Append(CookieRegister.Visit, begun.ToString("N"), new CookieOptions
        {
            MaxAge = CookieRegister.Find(CookieRegister.Visit)!.Lifetime, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps,
        });
        return begun;
    }

    /// <summary>Counts a page that was opened.</summary>
    /// <param name="route">Its template, never its address.</param>
    public async Task CountAsync(Guid visitId, string route, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.PageViews.Add(new PageView(visitId, route, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The last days' sums by page, the most opened first.</summary>
    public async Task<IReadOnlyList<PageCount>> SumsAsync(int days, CancellationToken cancellationToken)
    {
        var since = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-days);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var sums = await db.PageViewDays.AsNoTracking().Where(d => d.Day >= since).GroupBy(d => d.Route)
            .Select(route => new { Route = route.Key, Views = route.Sum(d => d.Views), Visits = route.Sum(d => d.Visits) })
            .ToListAsync(cancellationToken);
        return [.. sums.OrderByDescending(sum => sum.Views).Select(sum => new PageCount(sum.Route, sum.Views, sum.Visits))];
    }

    /// <summary>Deletes what was counted of a visit, as its person has withdrawn the consent.</summary>
    internal async Task ForgetAsync(Guid visitId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.PageViews.Where(v => v.VisitId == visitId).ExecuteDeleteAsync(cancellationToken);
    }
}
