namespace WictzPortal.Kernel;

/// <summary>
/// A command of the executable, such as <c>catalog import</c>. It runs on the built application instead of serving: no hosted
/// service is started, so a verb opens what it needs by itself.
/// </summary>
public interface IVerb
{
    /// <summary>The words that call it, such as <c>ledger verify</c>.</summary>
    string Name { get; }

    /// <summary>One line for the list of commands: its arguments, then what it does.</summary>
    string Help { get; }

    /// <returns>The exit code: 0 when all is well, 1 with a readable report otherwise.</returns>
    Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken);
}
