using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Localization;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>The JSON Schema of each table of a package. They are in the package, and published for programs under the version's address.</summary>
internal sealed class Schemas(DataMap map, IEnumerable<IPersonalFiles> files, IStringLocalizer<PrivacyText> T)
{
    public const string Root = $"/schemas/{Manifest.SchemaName}";

    private static readonly JsonSerializerOptions Form =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tables of the widest package, which an access request gets.</summary>
    public IReadOnlyList<PackageTable> Tables => PackageTable.All(map, PackageScope.Access, [.. files.SelectMany(f => f.Holds)]);

    /// <summary>The key of a column's Turkish label.</summary>
    public static string LabelOf(PackageColumn column) => $"column.{column.Name}";

    public string Write(PackageTable table)
    {
        var columns = new JsonObject();
        foreach (var column in table.Columns)
        {
            columns[column.Name] = Describe(column);
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"{Root}/{table.Name}.schema.json",
            ["title"] = table.Name,
            ["type"] = "array",
            ["items"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = columns,
                ["required"] = new JsonArray([.. table.Columns.Select(c => (JsonNode)c.Name)]),
                ["additionalProperties"] = false,
            },
        }.ToJsonString(Form) + "\n";
    }

    private JsonObject Describe(PackageColumn column)
    {
        var type = Nullable.GetUnderlyingType(column.Property.ClrType) ?? column.Property.ClrType;
        var name = Cells.SchemaType(type);
        var described = new JsonObject
        {
            ["title"] = column.Name.Replace('_', ' '),
            ["x-title-tr"] = Policies.Bilingual.In("tr", () => T[LabelOf(column)].Value),
            ["type"] = MayBeNull(column.Property) ? new JsonArray(name, "null") : name,
        };
        if (type == typeof(DateTimeOffset) || type == typeof(DateOnly))
        {
            described["format"] = type == typeof(DateOnly) ? "date" : "date-time";
        }

        if (name == "array")
        {
            described["items"] = new JsonObject { ["type"] = "string" };
        }

        if (type.IsEnum)
        {
            var names = Enum.GetNames(type).Select(each => (JsonNode?)each);
            described["enum"] = new JsonArray([.. MayBeNull(column.Property) ? names.Append(null) : names]);
        }

        if (column.Personal is { } mark)
        {
            described["x-category"] = mark.Category.ToString();
            described["x-purpose"] = mark.Purpose.ToString();
            described["x-legal-basis"] = LegalCodes.Of(mark.Basis);
            described["x-retention"] = LegalCodes.Of(mark.Rule);
        }

        return described;
    }

    // What a shredded key sealed is null as well.
    private static bool MayBeNull(IProperty property) => property.IsNullable || property.ClrType == typeof(Sealed);
}
