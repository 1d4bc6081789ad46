using Npgsql;

namespace WictzPortal.Cluster;

/// <summary>Listens to PostgreSQL's notifications on a connection of its own, and connects again when it is lost.</summary>
internal sealed partial class NewsListener(ClusterNews news, IConfiguration configuration, TimeProvider clock, ILogger<NewsListener> log)
    : BackgroundService
{
    public const string Channel = "wictz_portal";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Portal"))
        {
            ApplicationName = "wictz news",
            Pooling = false,
            KeepAlive = 5,      // so that a connection that died silently is noticed
        };
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(settings.ConnectionString, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogLost(exception);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        connection.Notification += (_, told) => news.Hear(told.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        news.Miss();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The connection that listens for other nodes' news was lost. Until it is back, news arrives by looking, up to a second late.")]
    private partial void LogLost(Exception exception);
}
