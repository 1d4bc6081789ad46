using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Data;

namespace WictzPortal.Tests.Data;

/// <summary>The classification gate: a mapped property without a mark fails the build.</summary>
public sealed class ClassificationTests
{
    public static TheoryData<string> Databases => ["portal", "request log", "key store"];

    [Theory, MemberData(nameof(Databases)), Trait("Promise", "A-05"), Trait("Promise", "A-39")]
    public void Every_mapped_property_says_what_it_tells_about_a_person(string database)
    {
        using var db = Open(database);

        Assert.Equal([], Unmarked(db.Model));
    }

    [Fact]
    public void A_property_without_a_mark_is_found()
    {
        using var db = new Forgetful(new DbContextOptionsBuilder<Forgetful>().UseSqlite("Data Source=:memory:").Options);

        Assert.Equal(["Part.Inner", "Row.Hidden", "Row.Plain"], Unmarked(db.Model).Order(StringComparer.Ordinal));
    }

    /// <summary>Owned types, JSON columns, complex types, join tables and shadow properties included.</summary>
    private static List<string> Unmarked(IModel model) =>
    [
        .. from type in model.GetEntityTypes()
           from property in type.GetProperties().Concat(type.GetComplexProperties().SelectMany(c => c.ComplexType.GetProperties()))
           where Marks.Of(property) is null
           select $"{property.DeclaringType.ClrType.Name}.{property.Name}",
    ];

    private static DbContext Open(string database) => database switch
    {
        "portal" => new SqlitePortalDesign().CreateDbContext([]),
        "request log" => new SqliteRequestLogDesign().CreateDbContext([]),
        _ => new SqliteKeyStoreDesign().CreateDbContext([]),
    };

    private sealed class Forgetful(DbContextOptions<Forgetful> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Row>().Property<string>("Hidden");
            modelBuilder.Entity<Row>().ComplexProperty(row => row.Part);
        }
    }

    private sealed class Row
    {
        [WictzPortal.Kernel.NotPersonal("number")]
        public int Id { get; set; }

        public string Plain { get; set; } = "";

        public Part Part { get; set; } = new();
    }

    private sealed class Part
    {
        public string Inner { get; set; } = "";
    }
}
