using System.Text.Json;
using WictzPortal.Kernel;
using WictzPortal.Privacy;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>One person with a value in every column of every table, and both packages of it.</summary>
public sealed class RoundTrip : IAsyncLifetime
{
    private PortalApp _app = default!;

    internal IReadOnlyList<PlantedValue> Planted { get; private set; } = [];

    internal Unpacked Access { get; private set; } = default!;

    internal Unpacked Portable { get; private set; } = default!;

    internal IReadOnlyList<PackageTable> Tables { get; private set; } = [];

    public async Task InitializeAsync()
    {
        _app = await PortalApp.StartAsync();      // its own: what stands in its tables is no sense to anybody else
        var app = _app;
        var (_, person) = await Visitor.SignedUpAsync(app);
        Planted = await new PlantedValues(app, await app.Get<IPersonScopes>().OfAsync(person.UserId, default)).PlantAsync();
        Access = await Unpacked.AskAsync(app, person.UserId, RequestType.Access);
        Portable = await Unpacked.AskAsync(app, person.UserId, RequestType.Portability);
        Tables = app.Get<Schemas>().Tables;
    }

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();
}

/// <summary>What comes out in packages is what the marks say, no more and no less.</summary>
public sealed class RoundTripTests(RoundTrip trip) : IClassFixture<RoundTrip>
{
    [Fact]
    [Trait("Promise", "A-06"), Trait("Promise", "A-07"), Trait("Promise", "A-14"), Trait("Promise", "A-42"), Trait("Promise", "A-45")]
    [Trait("Promise", "A-59"), Trait("Promise", "A-60"), Trait("Promise", "A-61"), Trait("Promise", "A-62"), Trait("Promise", "B-06"), Trait("Promise", "B-17")]
    public void Everything_exportable_comes_out_and_nothing_else()
    {
        var missing = trip.Planted.Where(s => Wanted(s, PackageScope.Access) && !IsIn(trip.Access, s)).Select(Name);
        var missingPortable = trip.Planted.Where(s => Wanted(s, PackageScope.Portability) && !IsIn(trip.Portable, s)).Select(Name);
        var (access, portable) = (trip.Access.Everything, trip.Portable.Everything);
        var secrets = trip.Planted.Where(s => Is(s, ExportScope.Secret) && access.Contains(s.Expected, StringComparison.Ordinal)).Select(Name);
        var beyond = trip.Planted.Where(s => Is(s, ExportScope.Access) && portable.Contains(s.Expected, StringComparison.Ordinal)).Select(Name);

        Assert.Equal([], missing);
        Assert.Equal([], missingPortable);
        Assert.Equal([], secrets);
        Assert.Equal([], beyond);
        Assert.True(trip.Planted.Count(s => Wanted(s, PackageScope.Access)) > 150);
    }

    [Fact]
    public void Both_files_of_a_table_say_the_same()
    {
        foreach (var table in trip.Tables.Where(t => trip.Access.Files.ContainsKey($"{t.Folder}/{t.Name}.csv")))
        {
            var csv = trip.Access.Text($"{table.Folder}/{table.Name}.csv");
            Assert.StartsWith($"\uFEFF{string.Join(',', table.Columns.Select(c => c.Name))}\r\n", csv, StringComparison.Ordinal);
            foreach (var row in trip.Access.Json($"{table.Folder}/{table.Name}.json").EnumerateArray())
            {
                Assert.Equal(table.Columns.Select(c => c.Name), row.EnumerateObject().Select(p => p.Name));
                Assert.All(
                    row.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number),
                    p => Assert.Contains(Shown(p.Value).Replace("\"", "\"\"", StringComparison.Ordinal), csv, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Every_table_has_a_schema_that_its_rows_keep_to()
    {
        foreach (var table in trip.Tables)
        {
            var schema = trip.Access.Json(table.SchemaPath).GetProperty("items").GetProperty("properties");
            foreach (var row in trip.Access.Json($"{table.Folder}/{table.Name}.json").EnumerateArray())
            {
                foreach (var cell in row.EnumerateObject())
                {
                    Assert.Contains(KindOf(cell.Value), Kinds(schema.GetProperty(cell.Name)));
                }
            }
        }
    }

    [Fact, Trait("Promise", "B-18")]
    public void The_answer_names_purpose_basis_and_end_of_each_table()
    {
        var processing = trip.Access.Json("access/processing.json");
        var told = processing.GetProperty("data").EnumerateArray().ToList();

        Assert.True(processing.GetProperty("isProcessed").GetBoolean());
        Assert.Equal(trip.Tables.Select(t => t.Name), told.Select(t => t.GetProperty("table").GetString()!));
        Assert.All(told, t => Assert.NotEqual(0, t.GetProperty("purposes").GetArrayLength()));
        Assert.Contains(processing.GetProperty("purposes").EnumerateArray(), p => p.GetProperty("purpose").GetString() == "Billing");
        Assert.All(["source", "automatedDecisions", "transfers", "rights", "complaint"], part =>
            Assert.NotEqual(processing.GetProperty(part).GetProperty("en").GetString(), processing.GetProperty(part).GetProperty("tr").GetString()));
        Assert.False(trip.Portable.Files.ContainsKey("access/processing.json"));
    }

    private static bool Wanted(PlantedValue s, PackageScope scope) => s.Mark.Personal?.Export switch
    {
        ExportScope.Portable => true,
        ExportScope.Access => scope is PackageScope.Access,
        _ => false,
    } && !(s.Set.Table is "invoice_documents" && s.Property.Name == "Snapshot") && s.Set.Table != "invoice_papers";

    private bool IsIn(Unpacked package, PlantedValue s)
    {
        var table = trip.Tables.Single(t => t.Set == s.Set);
        var column = table.Columns.Single(c => c.Property == s.Property).Name;
        return package.Files.TryGetValue($"{table.Folder}/{table.Name}.json", out var json)
            && JsonDocument.Parse(json).RootElement.EnumerateArray().Any(row => row.TryGetProperty(column, out var cell)
                && Shown(cell) == s.Expected);
    }

    // Ids of the person and of wholes are in other columns too.
    private static bool Is(PlantedValue s, ExportScope scope) =>
        s.Mark.Personal?.Export == scope && s.IsUnique && s.Property != s.Set.PartOf && s.Set.Subjects.All(k => k.Property != s.Property);

    private static string Shown(JsonElement cell) => cell.ValueKind is JsonValueKind.String ? cell.GetString()! : cell.GetRawText();

    private static string Name(PlantedValue s) => $"{s.Set.Table}.{s.Property.Name} = {s.Expected}";

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.GetRawText().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
        JsonValueKind.Array => "array",
        _ => "string",
    };

    private static IEnumerable<string> Kinds(JsonElement column)
    {
        var type = column.GetProperty("type");
        return type.ValueKind is JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];
    }
}
