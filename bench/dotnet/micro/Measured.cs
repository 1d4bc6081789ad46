using System.Globalization;

namespace WictzPortal.Bench;

/// <summary>CPU and allocations of one piece of work over some rounds; the first half of them is the warm-up.</summary>
internal sealed class Measured(string name)
{
    private readonly List<(double CpuMicroseconds, double Bytes)> _rounds = [];

    public async Task OfAsync(int calls, Func<Task> work)
    {
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        await work();
        _rounds.Add((
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / calls,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / calls));
    }

    public void Print() => Print(name, Median, Least, Bytes);

    /// <summary>What one thing costs beyond another that it contains.</summary>
    public static void PrintDifference(string name, Measured whole, Measured part) =>
        Print(name, whole.Median - part.Median, whole.Least - part.Least, whole.Bytes - part.Bytes);

    private IReadOnlyList<(double CpuMicroseconds, double Bytes)> Warm => [.. _rounds.Skip(_rounds.Count / 2).OrderBy(r => r.CpuMicroseconds)];

    private double Median => Warm[Warm.Count / 2].CpuMicroseconds;

    private double Least => Warm[0].CpuMicroseconds;

    private double Bytes => Warm[0].Bytes;

    private static void Print(string name, double median, double least, double bytes) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{name}: {median:F1} µs CPU in the median round, {least:F1} in the best, {bytes:F0} bytes"));
}
