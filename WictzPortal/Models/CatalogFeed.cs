using System.Text;
using Microsoft.Extensions.Options;
using WictzPortal.Kernel;
using WictzPortal.Recipients;

namespace WictzPortal.Models;

/// <summary>Settings under <c>Gateway</c> that the catalogue reads.</summary>
internal sealed class CatalogOptions
{
    /// <summary>A catalogue file to import at every start. Default: none.</summary>
    public string? CatalogFile { get; init; }
}

/// <summary>
/// Fills the catalogue before the portal serves, then looks at its version twice a second: an import by the command line or by another
/// node, a change of the register of recipients, and a price whose date has come, reach the requests of every node within a second.
/// </summary>
internal sealed partial class CatalogFeed(
    Catalog catalog, CatalogImport import, CatalogLoader loader, RecipientBook recipients, IOptions<CatalogOptions> options,
    IOptions<PortalOptions> portal, TimeProvider clock, ILogger<CatalogFeed> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ImportAsync(Encoding.UTF8.GetBytes(SandboxCatalog.Json), "the sandbox models", cancellationToken);
        if (options.Value.CatalogFile is { Length: > 0 } path)
        {
            await ImportAsync(await ReadAsync(path, cancellationToken), path, cancellationToken);
        }
        else if (portal.Value.Demo)
        {
            await ImportAsync(Encoding.UTF8.GetBytes(DemoCatalog.Json), "the demonstration's models", cancellationToken);
        }

        catalog.Swap(await loader.LoadAsync(cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Loads anew if there is news. Safe to repeat.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var current = catalog.Current;
        if (current.NextChangeAt <= clock.GetUtcNow() || current.RecipientEdition != recipients.Edition
            || await loader.VersionAsync(cancellationToken) != current.Version)
        {
            catalog.Swap(await loader.LoadAsync(cancellationToken));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotRefreshed(exception);      // a database that is away leaves the last snapshot in force
            }
        }
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException("Gateway:CatalogFile", typeof(CatalogOptions), [$"Gateway:CatalogFile: {exception.Message}"]);
        }
    }

    private async Task ImportAsync(byte[] utf8, string path, CancellationToken cancellationToken)
    {
        var report = await import.RunAsync(utf8, approved: false, cancellationToken);
        if (report.Problems.Count > 0)
        {
            throw new OptionsValidationException(
                "Gateway:CatalogFile", typeof(CatalogOptions), report.Problems.Select(p => $"Gateway:CatalogFile: {path}: {p}"));
        }

        if (report.Changes > 0)
        {
            LogImported(path, report.Changes);
        }
    }

    [LoggerMessage(LogLevel.Information, "Imported {Path} into the catalogue: {Changes} changes.")]
    private partial void LogImported(string path, int changes);

    [LoggerMessage(LogLevel.Warning, "The catalogue could not be looked at; the last one stays in force.")]
    private partial void LogNotRefreshed(Exception exception);
}
