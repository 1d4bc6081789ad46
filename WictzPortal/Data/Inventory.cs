using System.Security.Cryptography;
using System.Text;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>One line of the processing register, as far as the code decides it.</summary>
/// <param name="Process">The folder whose tables hold the data.</param>
/// <param name="Days">Of <see cref="RetentionRule.Transient"/>: the most days it is kept; null where its folder ends it.</param>
/// <param name="IsAboutSubjects">Whether it is in a person's export and erasure; otherwise it tells of visitors, or of who else acted.</param>
/// <param name="Data">The columns, as <c>table.Column</c>.</param>
public sealed record InventoryRow(
    string Process, Purpose Purpose, LegalBasis Basis, DataCategory Category, RetentionRule Rule, int? Days, bool IsAboutSubjects,
    IReadOnlyList<string> Data);

/// <summary>
/// What personal data the program processes, for what, on which ground and how long, read off the marks of its tables (KVKK art. 16,
/// GDPR art. 30).
/// </summary>
public sealed class Inventory
{
    internal Inventory(DataMap map)
    {
        Rows = [..
            from set in map.Sets
            from property in set.Properties
            let mark = property.Mark.Personal
            where mark is not null
            let days = mark.Rule is RetentionRule.Transient && set.KeptFrom is { Rule: RetentionRule.Transient, Days: var kept } ? kept : (int?)null
            group $"{set.Table}.{property.Property.Name}" by (set.Folder, mark.Purpose, mark.Basis, mark.Category, mark.Rule, Days: days, set.HasSubject) into line
            orderby line.Key.Folder, line.Key.Purpose, line.Key.Category, line.Key.Basis, line.Key.Rule, line.Key.Days, line.Key.HasSubject
            select new InventoryRow(
                line.Key.Folder, line.Key.Purpose, line.Key.Basis, line.Key.Category, line.Key.Rule, line.Key.Days, line.Key.HasSubject,
                [.. line.Order(StringComparer.Ordinal)])];
        var columns =
            from set in map.Sets
            from property in set.Properties
            let mark = property.Mark.Personal
            where mark is not null
            select $"{set.Table}.{property.Property.Name} {mark.Category} {mark.Purpose} {mark.Basis} {mark.Rule} {mark.Erasure} {mark.Export}";
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', columns.Order(StringComparer.Ordinal)))));
    }

    public IReadOnlyList<InventoryRow> Rows { get; }

    /// <summary>SHA-256 over every classified column: another column, or another mark, is another inventory .</summary>
    public string Hash { get; }
}
