using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>Imports a catalogue file; a running portal takes it over within a second.</summary>
internal sealed class ImportCatalog(CatalogImport import, IConfiguration configuration) : IVerb
{
    public string Name => "catalog import";

    public string Help => "FILE [--approve] or --starter: imports providers, models and prices; --approve accepts price changes of more than ten times; "
        + "--starter adds well-known models, switched off";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (arguments is [] && IsOn("starter"))
        {
            return await TellAsync(await import.AddStarterAsync(null, cancellationToken), output);
        }

        if (arguments is not [var path] || !File.Exists(path))
        {
            await output.WriteLineAsync(arguments is [var missing] ? $"There is no file {missing}." : "Name one file: catalog import FILE [--approve]");
            return 1;
        }

        var utf8 = await File.ReadAllBytesAsync(path, cancellationToken);
        return await TellAsync(await import.RunAsync(utf8, IsOn("approve"), cancellationToken), output);
    }

    private bool IsOn(string flag) => configuration[flag] is { } answer && !string.Equals(answer, "false", StringComparison.OrdinalIgnoreCase);

    private static async Task<int> TellAsync(ImportReport report, TextWriter output)
    {
        foreach (var problem in report.Problems)
        {
            await output.WriteLineAsync(problem.ToString());
        }

        await output.WriteLineAsync(
            report.Problems.Count > 0 ? "Nothing was imported." : report.Changes == 0 ? "The catalogue says all that already." : $"Imported: {report.Changes} changes.");
        return report.Problems.Count > 0 ? 1 : 0;
    }
}
