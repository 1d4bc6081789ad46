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

    public void Print()
    {
        var warm = _rounds.Skip(_rounds.Count / 2).OrderBy(r => r.CpuMicroseconds).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {warm[warm.Count / 2].CpuMicroseconds:F2} µs CPU (least {warm[0].CpuMicroseconds:F2}), {warm[0].Bytes:F0} bytes"));
    }
}
