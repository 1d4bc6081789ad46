using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>Makes a new master key and wraps every data key under it, while the portal goes on serving.</summary>
internal sealed class RotateMasterKey(MasterKeys masters, KeyStore keys) : IVerb
{
    public string Name => "master-key rotate";

    public string Help => "wraps every data key under a new master key (in a file), or under Vault:MasterKey (given by setting)";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (masters.InFile)
        {
            masters.Add();
        }

        var changed = await keys.RewrapAsync(cancellationToken);
        await output.WriteLineAsync($"{changed} data keys are now wrapped by master key {masters.Current.Id}.");
        await output.WriteLineAsync("When every node has read the new key, run: master-key prune");
        return 0;
    }
}

/// <summary>Forgets master keys that wrap nothing any more.</summary>
internal sealed class PruneMasterKeys(MasterKeys masters, KeyStore keys) : IVerb
{
    public string Name => "master-key prune";

    public string Help => "wraps what is left under the newest master key and forgets the older ones";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (!masters.InFile)
        {
            await output.WriteLineAsync("The master key comes from a setting: remove Vault:PreviousMasterKey there.");
            return 1;
        }

        var changed = await keys.RewrapAsync(cancellationToken);
        masters.Prune();
        await output.WriteLineAsync($"{changed} data keys were still to wrap. Only master key {masters.Current.Id} is left.");
        return 0;
    }
}
