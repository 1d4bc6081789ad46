namespace WictzPortal.Tests.Architecture;

internal static class Rule
{
    /// <summary>Fails with every breach written out; xUnit would cut them short.</summary>
    public static void HasNo(IEnumerable<string?> breaches)
    {
        var all = breaches.Distinct().ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
