using System.Globalization;
using Microsoft.Extensions.Options;
using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary><c>backup</c>: copies the databases while the portal serves, sealed and read back.</summary>
internal sealed class BackUp(Backups backups, IOptions<BackupOptions> options) : IVerb
{
    public string Name => "backup";

    public string Help => "[DIRECTORY KEYDIRECTORY] copies the data and, apart from it, the key store, sealed and read back; the folders default to Backup:Directory and Backup:KeyDirectory";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var (directory, keyDirectory) = arguments is [var first, var second] ? (first, second) : (options.Value.Directory, options.Value.KeyDirectory);
        if (directory is null || keyDirectory is null || arguments.Count is not (0 or 2))
        {
            await output.WriteLineAsync("Name two folders: one for the data, one for the key store.");
            return 1;
        }

        if (Path.GetFullPath(directory) == Path.GetFullPath(keyDirectory))
        {
            await output.WriteLineAsync("The key store goes to another folder than the data: who has both can read everything.");
            return 1;
        }

        foreach (var made in await backups.MakeAsync(directory, keyDirectory, cancellationToken))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{made.Path}: {made.Bytes} bytes, read back and right."));
        }

        await output.WriteLineAsync("The master key is in neither. Keep it in a third place.");
        return 0;
    }
}

/// <summary><c>restore</c>: brings a backup back, into a place without data. What was erased since goes again at the next start.</summary>
internal sealed class Restore(Backups backups) : IVerb
{
    public string Name => "restore";

    public string Help => "FILE brings a backup back while the portal does not run: the key store first, where it was lost too; nothing is overwritten";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (arguments is not [var file] || !File.Exists(file))
        {
            await output.WriteLineAsync("Name the file of a backup.");
            return 1;
        }

        if (await backups.RestoreAsync(file, cancellationToken) is { } refusal)
        {
            await output.WriteLineAsync(refusal);
            return 1;
        }

        await output.WriteLineAsync("Restored. The next start brings the schema up to date and erases again who was erased since, before the port opens.");
        return 0;
    }
}

/// <summary>Makes a backup every night, where folders are set.</summary>
[ForPurpose(Purpose.Security)]
[QuartzJob(Description = "Backs up the data and, apart from it, the key store, and deletes backups that are too old."), CronTrigger("0 40 23 * * ?"), DisallowConcurrentExecution]
internal sealed class BackupJob(Backups backups, IOptions<BackupOptions> options) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (options.Value is { Directory: { } directory, KeyDirectory: { } keyDirectory })
        {
            context.Result = (await backups.MakeAsync(directory, keyDirectory, cancellationToken)).Count;
        }
    }
}
