using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace WictzPortal.Gateway;

/// <summary>
/// Addresses at providers, each made once: to make one for every call costs as much as the rest of the request to the provider. They are
/// kept by the catalogue's own object for the base URL, which is told apart sooner than what it says, and go with it.
/// </summary>
internal sealed class Addresses
{
    private readonly ConditionalWeakTable<Uri, ConcurrentDictionary<string, Uri>> _known = [];

    public Uri Of(Uri root, string path)
    {
        var paths = _known.GetOrAdd(root, static _ => new ConcurrentDictionary<string, Uri>());
        return paths.TryGetValue(path, out var known) ? known : paths.GetOrAdd(path, new Uri($"{root.AbsoluteUri.TrimEnd('/')}/{path}"));
    }
}
