using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace WictzPortal.Gateway;

/// <summary>
/// Keeps calls free of what only pages need. Where somebody may ask <see cref="IHttpContextAccessor"/> for the current request, the server
/// makes a new context for each and carries it through every step; calls do without, so theirs are used again.
/// </summary>
internal static class RequestContexts
{
    public static void AddRequestContexts(this IServiceCollection services) =>
        services.AddSingleton<IHttpContextFactory>(provider => new DefaultHttpContextFactory(new WithoutAccessor(provider)));

    /// <summary>Whatever comes here is no call: it gets a context of its own, of which the accessor knows.</summary>
    public static void UseRequestContexts(this IApplicationBuilder app)
    {
        var (accessor, scopes, forms) = (
            app.ApplicationServices.GetRequiredService<IHttpContextAccessor>(),
            app.ApplicationServices.GetRequiredService<IServiceScopeFactory>(),
            app.ApplicationServices.GetRequiredService<IOptions<FormOptions>>().Value);
        app.Use(async (HttpContext shared, RequestDelegate next) =>
        {
            var context = new DefaultHttpContext(shared.Features) { ServiceScopeFactory = scopes, FormOptions = forms };
            accessor.HttpContext = context;
            try
            {
                await next(context);
            }
            finally
            {
                accessor.HttpContext = null;
            }
        });
    }

    private sealed class WithoutAccessor(IServiceProvider services) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IHttpContextAccessor) ? null : services.GetService(serviceType);
    }
}
