using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Architecture;

public sealed class EndpointTests
{
    /// <summary>What the framework maps: circuits, which let a page in only as its own attribute says, and missing files.</summary>
    private static readonly string[] Framework = ["/_blazor", "/_framework", "/{**path:file}"];

    [Fact]
    public async Task Every_endpoint_says_who_may_call_it()
    {
        var app = await PortalApp.SharedAsync;

        var silent =
            from endpoint in app.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let path = $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}"
            where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
            where !Framework.Any(f => path.StartsWith(f, StringComparison.Ordinal))
            where endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            select $"{path} ({endpoint.DisplayName})";

        Rule.HasNo(silent);
    }
}
