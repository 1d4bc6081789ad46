using System.Security.Cryptography;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary><c>package verify</c>: tells whether a package is as a portal made it.</summary>
internal sealed class PackageVerify(Vault vault) : IVerb
{
    public string Name => "package verify";

    public string Help => "FILE [PUBLIC-KEY.pem]: recomputes a data package's sums and rows and checks its signature, by this portal's key or the one given";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (arguments.Count is not (1 or 2) || !arguments.All(File.Exists))
        {
            var missing = arguments.FirstOrDefault(file => !File.Exists(file));
            await output.WriteLineAsync(missing is null ? $"{Name} {Help}" : $"There is no file {missing}.");
            return 1;
        }

        var key = arguments.Count == 2
            ? await File.ReadAllTextAsync(arguments[1], cancellationToken)
            : (await SigningKey.ForAsync(vault, PackageBuilder.KeyName, cancellationToken)).ToPem();
        IReadOnlyList<string> faults;
        try
        {
            await using var file = File.OpenRead(arguments[0]);
            faults = await PackageCheck.RunAsync(file, key, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or ArgumentException or CryptographicException)
        {
            faults = [unreadable is InvalidDataException ? "it is no ZIP, or a damaged one" : "the key is no public key in PEM"];
        }

        foreach (var fault in faults)
        {
            await output.WriteLineAsync($"WRONG  {fault}");
        }

        await output.WriteLineAsync(faults.Count == 0 ? "The package is in order." : "The package is not as it was made.");
        return faults.Count == 0 ? 0 : 1;
    }
}
