using WictzPortal.Jobs;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Jobs;

public sealed class ForgetRunsJobTests
{
    [Fact]
    public async Task Runs_are_forgotten_after_ninety_days()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        await using (var db = app.OpenDb())
        {
            var day = clock.GetUtcNow();
            db.JobRuns.Add(new JobRun { Job = "Old", StartedAt = day.AddDays(-91), EndedAt = day.AddDays(-91) });
            db.JobRuns.Add(new JobRun { Job = "Recent", StartedAt = day.AddDays(-89), EndedAt = day.AddDays(-89) });
            await db.SaveChangesAsync();
        }

        var job = app.Get<ForgetRunsJob>();

        Assert.Equal(1, await job.RunAsync(default));
        Assert.Equal(0, await job.RunAsync(default));
        Assert.Equal("Recent", Assert.Single(await app.Get<JobBoard>().HistoryAsync(null, 0, 10, default)).Job);
    }
}
