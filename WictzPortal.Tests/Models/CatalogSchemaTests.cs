using System.Text.Json;
using System.Text.RegularExpressions;
using WictzPortal.Models;
using WictzPortal.Tests.Architecture;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Models;

public sealed partial class CatalogSchemaTests
{
    [Fact]
    public async Task A_catalogue_that_uses_every_field_imports_and_the_schema_names_what_the_reader_reads()
    {
        var sample = await File.ReadAllBytesAsync(Path.Combine(Sources.Root, "WictzPortal.Tests", "Models", "catalog.json"));
        using var schema = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Sources.Root, "docs", "catalog.schema.json")));
        var known = Described(schema.RootElement).ToHashSet();
        var code = string.Concat(Directory.EnumerateFiles(Path.Combine(Sources.App, "Models"), "*Reader.cs").Select(File.ReadAllText));
        await using var app = await PortalApp.StartAsync();

        var report = await app.Get<CatalogImport>().RunAsync(sample, approved: false, default);

        Assert.Empty(report.Problems);
        Assert.Equal(known.Order(), Read().Matches(code).Select(match => match.Groups[1].Value).Distinct().Order());
        using var document = JsonDocument.Parse(sample);
        Assert.Subset(document.RootElement.GetRawText().Split('"').ToHashSet(), known);
    }

    private static IEnumerable<string> Described(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        ? schema.EnumerateObject().SelectMany(p => (p.NameEquals("properties") ? p.Value.EnumerateObject().Select(x => x.Name) : []).Concat(Described(p.Value)))
        : [];

    [GeneratedRegex("(?:Text|RequiredText|Texts|OneOf|Whole|Flag|Day|Moment|Amount|Object|Objects)\\(\"(\\w+)\"")]
    private static partial Regex Read();
}
