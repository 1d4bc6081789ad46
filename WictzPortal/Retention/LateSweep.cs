using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WictzPortal.Retention;

/// <summary>Says in the log which table's rows do not go in time. It stands outside the scheduler, whose own standstill it must notice.</summary>
internal sealed partial class LateSweepWatch(RetentionBoard board, TimeProvider clock, ILogger<LateSweepWatch> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromHours(1);

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var table in (await board.ListAsync(cancellationToken)).Where(table => table.Timeliness is not Timeliness.InTime))
        {
            Log(table);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
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
internal sealed class LateSweepCheck(RetentionBoard board) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var late = (await board.ListAsync(cancellationToken)).Where(table => table.Timeliness is not Timeliness.InTime).Select(table => table.Table).ToList();
        return late.Count > 0 ? HealthCheckResult.Degraded($"Retention job late: {string.Join(", ", late)}.") : HealthCheckResult.Healthy();
    }
}
