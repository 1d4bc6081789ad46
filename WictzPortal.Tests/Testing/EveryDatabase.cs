using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Data;

namespace WictzPortal.Tests.Testing;

/// <summary>All of an app's databases at once.</summary>
internal static class EveryDatabase
{
    /// <summary>Lets an interceptor see what an app asks of its databases.</summary>
    public static IServiceCollection Intercept(this IServiceCollection services, IInterceptor interceptor) => services
        .Intercept<SqlitePortalDb>(interceptor).Intercept<SqliteRequestLogDb>(interceptor).Intercept<SqliteKeyStoreDb>(interceptor)
        .Intercept<PostgresPortalDb>(interceptor).Intercept<PostgresRequestLogDb>(interceptor).Intercept<PostgresKeyStoreDb>(interceptor);

    private static IServiceCollection Intercept<T>(this IServiceCollection services, IInterceptor interceptor)
        where T : DbContext => services.ConfigureDbContext<T>(options => options.AddInterceptors(interceptor));
}
