using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WictzPortal.Jobs;

/// <summary>Says in the log which job is late. It stands outside the scheduler, whose own standstill it must notice.</summary>
internal sealed partial class LateJobWatch(JobBoard board, TimeProvider clock, ILogger<LateJobWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(JobBoard.Patience, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var late in (await board.ListAsync(stoppingToken)).Where(row => row.State == JobState.Late))
                {
                    LogLate(late.Job.Name, late.NextAt);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogBlind(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The job {Job} is late: it was due at {DueAt}.")]
    private partial void LogLate(string job, DateTimeOffset? dueAt);

    [LoggerMessage(LogLevel.Error, "Whether a job is late could not be told: {ErrorClass}.")]
    private partial void LogBlind(string errorClass);
}

/// <summary>Degraded while a job is late; the node still serves.</summary>
internal sealed class LateJobCheck(JobBoard board) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var rows = await board.ListAsync(cancellationToken);
        var late = rows.Where(row => row.State == JobState.Late).Select(row => row.Job.Name).ToList();
        return late.Count > 0 ? HealthCheckResult.Degraded($"Late: {string.Join(", ", late)}.") : HealthCheckResult.Healthy();
    }
}
