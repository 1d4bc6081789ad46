using WictzPortal.Tests.Architecture;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Gateway;

/// <summary>The runtime never writes the process's memory, where prompts are, to a disk.</summary>
[Trait("Promise", "B-10")]
public sealed class DumpTests
{
    [Theory, InlineData("DOTNET_DbgEnableMiniDump"), InlineData("COMPlus_DbgEnableMiniDump")]
    public async Task With_dumps_on_it_does_not_start(string variable)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await PortalApp.StartAsync((variable, "1")));

        Assert.Contains(variable, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData("LimitCORE=0"), InlineData("Environment=DOTNET_DbgEnableMiniDump=0"), InlineData("Environment=ASPNETCORE_TEMP=/run/")]
    public void The_unit_we_ship_keeps_memory_off_the_disk(string line) =>
        Assert.Contains(line, File.ReadAllText(Path.Combine(Sources.Root, "deploy", "wictz-portal.service")), StringComparison.Ordinal);
}
