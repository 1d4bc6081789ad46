using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace WictzPortal.Tests.Browser;

/// <summary>Every page of the app, found by its route, so that a new page is tested from its first day.</summary>
internal static class Pages
{
    /// <summary>Stands in a path for a request that the test has made.</summary>
    public const string RequestId = "a-request";

    /// <summary>Stands in a path for a key that the test has issued.</summary>
    public const string KeyId = "a-key";

    /// <summary>Stands in a path for a request about one's own data that the test has filed.</summary>
    public const string RequestNumber = "a-number";

    private static readonly (string Path, bool ForStrangers)[] Routes = [..
        from type in typeof(Program).Assembly.GetTypes()
        from route in type.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>()
        select (Fill(route.Template), type.IsDefined(typeof(AllowAnonymousAttribute), inherit: true))];

    public static IReadOnlyList<string> ForStrangers { get; } = [.. Routes.Where(r => r.ForStrangers).Select(r => r.Path).Order()];

    public static IReadOnlyList<string> ForMembers { get; } = [.. Routes.Where(r => !r.ForStrangers).Select(r => r.Path).Order()];

    private static string Fill(string template) => template
        .Replace("{Id:int}", "1", StringComparison.Ordinal)
        .Replace("{Id:guid}", KeyId, StringComparison.Ordinal)
        .Replace("{RequestId}", RequestId, StringComparison.Ordinal)
        .Replace("{Number}", RequestNumber, StringComparison.Ordinal)
        .Replace("{Code:int}", "404", StringComparison.Ordinal)
        .Replace("{Reference}", "0123456789abcdef0123456789abcdef", StringComparison.Ordinal)
        .Replace("{Kind}", "cookie", StringComparison.Ordinal)
        .Replace("{Number}", "1.0.1", StringComparison.Ordinal)
        .Replace("{Secret}", "not-a-secret", StringComparison.Ordinal);
}
