using System.Collections.Concurrent;

namespace WictzPortal.Gateway;

/// <summary>
/// Addresses at providers, each made once: to make one for every call costs as much as the rest of the request to the provider. There are
/// as many as base URLs and paths.
/// </summary>
internal sealed class Addresses
{
    private readonly ConcurrentDictionary<(Uri Root, string Path), Uri> _known = new();

    public Uri Of(Uri root, string path) => _known.TryGetValue((root, path), out var known)
        ? known
        : _known.GetOrAdd((root, path), new Uri($"{root.AbsoluteUri.TrimEnd('/')}/{path}"));
}
