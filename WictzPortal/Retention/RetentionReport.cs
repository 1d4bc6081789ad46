using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary><c>retention report</c>: looks at every table now, proves the certificates, and fails when a promise is not kept.</summary>
internal sealed class RetentionReport(RetentionBoard board, RetentionSettings settings, RetentionLimits limits, CertificateBook certificates) : IVerb
{
    public string Name => "retention report";

    public string Help => "shows the oldest row of every table against its rule, and proves the daily certificates";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await settings.RefreshAsync(cancellationToken);
        var tables = await board.LookAsync(cancellationToken);
        await output.WriteLineAsync("ok     R-ZERO    what is said in calls is never stored");
        foreach (var table in tables)
        {
            var days = table.Rule is RetentionRule.Transient ? "" : $" {limits.DaysOf(table.Rule)} d";
            await output.WriteLineAsync(
                $"{Word(table)} {RetentionTerm.Of(table.Rule).Code,-9}{days} {table.Table}: oldest {At(table.OldestAt)}, due before {At(table.Before)}"
                + Skipped(table.Restricted, "restricted") + Skipped(table.Held, "held"));
        }

        var (count, fault) = await certificates.VerifyAsync(cancellationToken);
        await output.WriteLineAsync(fault is null ? $"ok     {count} certificates are signed and follow each other." : $"WRONG  {fault}");
        var late = tables.Count(table => table.Timeliness is not Timeliness.InTime);
        await output.WriteLineAsync(late == 0 ? "Everything goes in time." : $"{late} tables hold rows that should have gone.");
        return late == 0 && fault is null ? 0 : 1;
    }

    private static string Word(KeptTable table) => table.Timeliness switch
    {
        Timeliness.Broken => "WRONG ",
        Timeliness.Late => "LATE  ",
        _ => "ok    ",
    };

    private static string At(DateTimeOffset? at) => at is { } known ? $"{known:yyyy-MM-dd HH:mm}" : "none";

    private static string Skipped(int count, string why) => count == 0 ? "" : $", {count} skipped: {why}";
}
