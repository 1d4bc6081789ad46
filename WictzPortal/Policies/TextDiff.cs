namespace WictzPortal.Policies;

/// <summary>One row of two texts side by side. Null: there is nothing on this side.</summary>
internal sealed record DiffRow(string? Before, string? After)
{
    public bool IsSame => Before == After;
}

/// <summary>Compares two texts line by line.</summary>
internal static class TextDiff
{
    /// <summary>By the longest common subsequence of lines; removed and added lines that meet stand in one row.</summary>
    public static IReadOnlyList<DiffRow> Of(string before, string after)
    {
        var (left, right) = (Lines(before), Lines(after));
        var longest = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                longest[i, j] = left[i] == right[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        var rows = new List<DiffRow>();
        var (removed, added) = (new Queue<string>(), new Queue<string>());
        for (var (i, j) = (0, 0); i < left.Length || j < right.Length;)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
            {
                Pair(rows, removed, added);
                rows.Add(new DiffRow(left[i++], right[j++]));
            }
            else if (j >= right.Length || (i < left.Length && longest[i + 1, j] >= longest[i, j + 1]))
            {
                removed.Enqueue(left[i++]);
            }
            else
            {
                added.Enqueue(right[j++]);
            }
        }

        Pair(rows, removed, added);
        return rows;
    }

    private static void Pair(List<DiffRow> rows, Queue<string> removed, Queue<string> added)
    {
        while (removed.Count > 0 || added.Count > 0)
        {
            rows.Add(new DiffRow(removed.TryDequeue(out var before) ? before : null, added.TryDequeue(out var after) ? after : null));
        }
    }

    private static string[] Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0)];
}
