using System.Runtime.CompilerServices;

namespace WictzPortal.Tests.Testing;

/// <summary>
/// Where the framework puts bodies and uploads that it does not keep in memory: a folder of this test process's own, so that a file that lived
/// for one request is noticed.
/// </summary>
internal static class SpillFolder
{
    public static string Path { get; } = Directory.CreateTempSubdirectory("portal-spill-").FullName;

    // The framework asks once in a process.
    [ModuleInitializer]
    internal static void Use()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_TEMP", Path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path, recursive: true);
    }
}
