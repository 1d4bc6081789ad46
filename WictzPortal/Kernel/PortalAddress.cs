using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace WictzPortal.Kernel;

/// <summary>
/// The address that mails, links and snippets name: <c>Portal:PublicUrl</c>, else the first address served. Never the request's
/// Host header, which a stranger chooses.
/// </summary>
public sealed class PortalAddress(IOptions<PortalOptions> options, IServiceProvider services)
{
    /// <summary>Without a slash at the end.</summary>
    public string Root => (options.Value.PublicUrl ?? FirstServed() ?? "http://localhost:8080").TrimEnd('/');

    /// <summary>Where this process itself answers, for calls that it makes to itself. Without a slash at the end.</summary>
    public string Served => (FirstServed() ?? Root).TrimEnd('/');

    /// <summary>The absolute address of a path that begins with a slash.</summary>
    public string Of(string path) => Root + path;

    private string? FirstServed()
    {
        var served = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return served is null ? null : BindingAddress.Parse(served) switch
        {
            { Host: "*" or "+" or "0.0.0.0" or "[::]" } any => $"{any.Scheme}://localhost:{any.Port}",
            _ => served,
        };
    }
}
