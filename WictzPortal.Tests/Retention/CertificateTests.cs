using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Retention;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Retention;

/// <summary>What proves that retention works, and what cries when it does not.</summary>
public sealed class CertificateTests
{
    [Fact]
    [Trait("Promise", "A-68"), Trait("Promise", "A-39"), Trait("Promise", "B-36")]
    public async Task A_sweep_that_stands_still_is_called_late_and_then_a_broken_promise()
    {
        var clock = new FakeClock();
        var log = new LogKeeper();
        await using var app = await PortalApp.StartAsync(clock, services => services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(log));
        var sessions = app.Get<DataMap>().Sets.Single(set => set.Table == "user_sessions");
        await using (var db = app.OpenDb())
        {
            db.Add(Rows.Of(sessions, clock.GetUtcNow().AddDays(-80)));
            await db.SaveChangesAsync();
        }

        await app.Get<Sweeper>().RunAsync(default);
        Assert.Equal((Timeliness.InTime, HealthStatus.Healthy, 0), (await TimelinessAsync(app), await HealthAsync(app), (await ReportAsync(app)).ExitCode));

        clock.Advance(TimeSpan.FromDays(9) + TimeSpan.FromHours(7));
        await app.Get<LateSweepWatch>().LookAsync(default);
        Assert.Equal((Timeliness.Late, HealthStatus.Degraded), (await TimelinessAsync(app), await HealthAsync(app)));

        clock.Advance(TimeSpan.FromHours(19));
        var report = await ReportAsync(app);
        Assert.Equal((Timeliness.Broken, 1), (await TimelinessAsync(app), report.ExitCode));
        Assert.Contains("WRONG  R-LOG90", report.Text, StringComparison.Ordinal);
        Assert.Contains("R-ZERO", report.Text, StringComparison.Ordinal);
        await app.Get<LateSweepWatch>().LookAsync(default);
        Assert.Contains("SEVERITY 1: rows of user_sessions", log.Text, StringComparison.Ordinal);

        await app.Get<Sweeper>().RunAsync(default);
        Assert.Equal((Timeliness.InTime, 0), (await TimelinessAsync(app), (await ReportAsync(app)).ExitCode));
    }

    [Fact, Trait("Promise", "A-39")]
    public async Task Each_day_has_one_signed_certificate_that_follows_the_one_before()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var book = app.Get<CertificateBook>();
        await using (var db = app.OpenDb())
        {
            await app.Get<DestructionLog>().WriteAsync(
                db, [new Destroyed(Guid.NewGuid(), "user_sessions", RetentionRule.Log90, ErasureMethod.Delete, DestructionReason.Request, 3)], default);
        }

        for (var day = 0; day < 3; day++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            Assert.True(await book.WriteAsync(default));
            Assert.False(await book.WriteAsync(default));
        }

        Assert.Equal((3, null), await book.VerifyAsync(default));
        var first = (await book.FindAsync(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-3), default))!.Value.Json;
        Assert.Contains("\"rows\": 3", first, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await app.CreateClient().GetAsync(new Uri("/admin/retention/certificates/2026-01-15", UriKind.Relative))).StatusCode);

        await using var tampering = app.OpenDb();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => tampering.RetentionCertificates.ExecuteDeleteAsync());
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => tampering.Destructions.ExecuteDeleteAsync());
        await DropTriggersAsync(tampering);
        await tampering.RetentionCertificates.OrderBy(c => c.Day).Skip(1).Take(1).ExecuteDeleteAsync();
        Assert.Contains("does not follow", (await book.VerifyAsync(default)).Fault, StringComparison.Ordinal);
    }

    private static Task<int> DropTriggersAsync(PortalDb db) => db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite()
        ? "DROP TRIGGER retention_certificates_no_delete"
        : "DROP TRIGGER retention_certificates_no_change ON retention_certificates");

    private static async Task<Timeliness> TimelinessAsync(PortalApp app) =>
        (await app.Get<RetentionBoard>().ListAsync(default)).Single(table => table.Table == "user_sessions").Timeliness;

    private static async Task<HealthStatus> HealthAsync(PortalApp app) =>
        (await app.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "retention")).Status;

    private static async Task<(int ExitCode, string Text)> ReportAsync(PortalApp app)
    {
        await using var output = new StringWriter();
        return (await app.Get<RetentionReport>().RunAsync([], output, default), output.ToString());
    }
}
