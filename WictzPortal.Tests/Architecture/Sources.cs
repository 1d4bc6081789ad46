using System.Runtime.CompilerServices;

namespace WictzPortal.Tests.Architecture;

/// <summary>The repository's own files, for rules that only its text can show.</summary>
internal static class Sources
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    public static string App { get; } = Path.Combine(Root, "WictzPortal");

    /// <summary>Hand-written files under <paramref name="folder"/>.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        where endings.Contains(Path.GetExtension(file))
        where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
        where !file.Contains("/Migrations/", StringComparison.Ordinal)
        select file;

    private static string Here([CallerFilePath] string path = "") => path;
}
