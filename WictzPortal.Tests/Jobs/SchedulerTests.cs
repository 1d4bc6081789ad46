using WictzPortal.Jobs;
using WictzPortal.Consent;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Jobs;

public sealed class SchedulerTests
{
    private static readonly string Job = nameof(SumPageViewsJob);

    [Fact]
    public async Task A_job_run_by_hand_is_in_the_history_also_after_a_restart()
    {
        await using var app = await PortalApp.StartAsync(("Jobs:Enabled", "true"));

        Assert.Null(await app.Get<JobBoard>().RunNowAsync(Job, default));
        var run = await FirstRunAsync(app.Get<JobBoard>());
        await using var again = await app.RestartAsync();
        var row = (await again.Get<JobBoard>().ListAsync(default)).Single(r => r.Job.Name == Job);

        Assert.Equal(0, run.Rows);
        Assert.Null(run.ErrorClass);
        Assert.Equal(run.StartedAt, row.LastRun!.StartedAt);
        Assert.Equal(JobState.Waiting, row.State);
        Assert.Equal((2, 20), (row.NextAt!.Value.UtcDateTime.Hour, row.NextAt.Value.UtcDateTime.Minute));
    }

    [Fact]
    public async Task Where_jobs_are_off_the_board_says_so()
    {
        var board = (await PortalApp.SharedAsync).Get<JobBoard>();

        var refusal = await board.RunNowAsync(Job, default);

        Assert.Equal("jobs.off", refusal!.Code);
        Assert.All(await board.ListAsync(default), row => Assert.Equal(JobState.Off, row.State));
    }

    [Fact]
    public async Task An_unknown_job_is_refused()
    {
        await using var app = await PortalApp.StartAsync(("Jobs:Enabled", "true"));

        Assert.Equal("jobs.unknown", (await app.Get<JobBoard>().RunNowAsync("NoSuchJob", default))!.Code);
    }

    [Fact]
    public void Every_job_says_what_it_does_and_when() =>
        Assert.All(DeclaredJob.All, job => Assert.False(job.Task.Length == 0 || job.Cron.Length == 0, job.Name));

    private static async Task<RunRow> FirstRunAsync(JobBoard board)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await board.HistoryAsync(Job, 0, 1, default) is [var run])
            {
                return run;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The job did not run within ten seconds.");
    }
}
