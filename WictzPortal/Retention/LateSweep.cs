using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WictzPortal.Retention;

/// <summary>
/// Says in the log which table's rows do not go in time, every hour on nodes that run jobs. It stands outside the scheduler, whose own
/// standstill it must notice.
/// </summary>
internal sealed partial class LateSweepWatch(RetentionBoard board, TimeProvider clock, ILogger<LateSweepWatch> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromHours(1);

    /// <summary>The tables that were late at the last look.</summary>
    public IReadOnlyList<string> Late { get; private set; } = [];

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var late = (await board.ListAsync(cancellationToken)).Where(table => table.Timeliness is not Timeliness.InTime).ToList();
        late.ForEach(Log);
        Late = [.. late.Select(table => table.Table)];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogBlind(e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Log(KeptTable table)
    {
        if (table.Timeliness is Timeliness.Broken)
        {
            LogBroken(table.Table, table.Rule.ToString(), (int)table.Late.TotalHours);
        }
        else
        {
            LogLate(table.Table, table.Rule.ToString(), (int)table.Late.TotalHours);
        }
    }

    [LoggerMessage(LogLevel.Critical, "SEVERITY 1: rows of {Table} should have been deleted {Hours} hours ago by {Rule}. A promised retention time is broken.")]
    private partial void LogBroken(string table, string rule, int hours);

    [LoggerMessage(LogLevel.Error, "Rows of {Table} should have been deleted {Hours} hours ago by {Rule}.")]
    private partial void LogLate(string table, string rule, int hours);

    [LoggerMessage(LogLevel.Error, "Whether rows go in time could not be told: {ErrorClass}.")]
    private partial void LogBlind(string errorClass);
}

/// <summary>Degraded while rows stay longer than they should; the node still serves (A-68).</summary>
internal sealed class LateSweepCheck(LateSweepWatch watch) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        watch.Late is [] ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Retention job late: {string.Join(", ", watch.Late)}."));
}
