using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Data;

/// <summary>The gate beside the marks: a table with personal data says whose its rows are and what ends them.</summary>
public sealed class DataMapTests
{
    [Fact, Trait("Promise", "A-39")]
    public async Task Every_table_with_personal_data_says_whose_its_rows_are()
    {
        var map = (await PortalApp.SharedAsync).Get<DataMap>();

        Assert.Equal([], map.Sets.Where(set => set.IsPersonal && set.HasSubject == (set.NoSubjectBecause is not null)).Select(set => set.Table));
    }

    [Fact, Trait("Promise", "A-39")]
    public async Task Every_table_with_personal_data_says_what_ends_its_rows()
    {
        var map = (await PortalApp.SharedAsync).Get<DataMap>();

        var endless =
            from set in map.Sets
            where set.IsPersonal && set.KeptFrom is null && set.Whole is null && set.KeptWhile is null && set.Rule is not RetentionRule.Account30
            select set.Table;

        Assert.Equal([], endless);
    }

    [Fact]
    public async Task A_part_comes_before_its_whole()
    {
        var sets = (await PortalApp.SharedAsync).Get<DataMap>().Sets.ToList();

        Assert.All(sets.Where(set => set.Whole is not null), set => Assert.True(sets.IndexOf(set) < sets.IndexOf(set.Whole!)));
    }

    /// <summary>Each table can be asked for a person's rows, in both kinds of database.</summary>
    [Fact]
    public async Task The_rows_of_nobody_are_none()
    {
        var app = await PortalApp.SharedAsync;
        var map = app.Get<DataMap>();
        var nobody = new SubjectScope(Guid.NewGuid(), [Guid.NewGuid()], [-1]);

        foreach (var set in map.Sets.Where(set => set.HasSubject))
        {
            await using var db = await map.OpenAsync(set, CancellationToken.None);
            Assert.Equal(0, set.RowsOf(db, nobody).Cast<object>().Count());
        }
    }
}
