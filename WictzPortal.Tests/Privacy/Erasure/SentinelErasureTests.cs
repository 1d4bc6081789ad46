using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Privacy;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>The purge's half of the sentinel round trip: a person with a value in every column of every table, erased.</summary>
[Trait("Promise", "A-44"), Trait("Promise", "B-21")]
public sealed class SentinelErasureTests
{
    [Fact]
    public async Task Everything_of_a_person_goes_but_what_a_law_keeps_and_nothing_of_anybody_else()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var (one, other) = (await PlantedAsync(app), await PlantedAsync(app));
        var (email, plan) = (one.Email, await app.Get<ErasureEngine>().PlanAsync(one.Scope, default));
        var othersBefore = await app.Get<ErasureEngine>().PlanAsync(other.Scope, default);
        var gone = Gone(one.Planted).ToList();
        Assert.NotEmpty(await ByteScan.FindAsync(app, gone));      // the control: they were there

        var begun = await app.Get<Erasures>().BeginAsync(new NewErasure(one.Scope.UserId, ErasureKind.Request, one.Scope.UserId) { AtOnce = true }, default);
        clock.Advance(TimeSpan.FromMinutes(3));
        await app.Get<ErasureKeeper>().RunAsync(default);

        await using var db = app.OpenDb();
        var erasure = await db.Set<ErasureCase>().AsNoTracking().SingleAsync(e => e.Id == begun.Value!.Id);
        Assert.True(erasure.State is ErasureState.Erased, $"{erasure.State}: {erasure.LastFailure}");
        Assert.Null(erasure.UserId);
        await KeptIsAsItWasAsync(app, one.Planted);

        // Whatever was to go is nowhere: no row, and on SQLite no byte. PostgreSQL frees space without overwriting it: there, what leads
        // to a person was never but sealed.
        var left = await app.Get<ErasureEngine>().PlanAsync(one.Scope, default);
        Assert.Equal([], left.Where(line => line.Fate is not Fate.Kept).Select(line => line.Set.Table));
        Assert.All(plan.Where(line => line.Fate is Fate.Kept && !Loses(line.Set)), line =>
            Assert.True(left.Single(after => after.Set == line.Set).Rows >= line.Rows, $"{line.Set.Table} lost rows that a law keeps"));
        Assert.Equal([], await ByteScan.FindAsync(app, [email, .. TestDatabase.IsPostgres ? [] : gone]));
        Assert.Null(await app.Get<Vault>().OpenAsync(one.Scope.AccountIds[0], (Sealed)one.Planted.First(s => s.Value is Sealed).Value!, Purpose.LegalObligation, default));

        Assert.Equal(
            othersBefore.Select(line => (line.Set.Table, line.Fate, line.Rows)),
            (await app.Get<ErasureEngine>().PlanAsync(other.Scope, default)).Select(line => (line.Set.Table, line.Fate, line.Rows)));
    }

    /// <summary>A blanked column of a row that a law keeps must be able to hold nothing.</summary>
    [Fact]
    public async Task What_is_blanked_is_no_key()
    {
        var map = (await PortalApp.SharedAsync).Get<DataMap>();

        Assert.Equal([], map.Sets.Select(ErasedTable.Of).SelectMany(table => table.Replaced).Where(p => p.IsKey()).Select(p => $"{p.DeclaringType}.{p.Name}"));
    }

    // Blanking the column that says whose a row is leaves the row to nobody.
    private static bool Loses(DataSet set) => ErasedTable.Of(set).Replaced.Any(p => set.Subjects.Any(s => s.Property == p));

    private static IEnumerable<string> Gone(IReadOnlyList<PlantedValue> planted) =>
        from value in planted
        where value.Value is string { Length: >= 9 } && value.IsUnique
            && (!value.Set.IsKeptByLaw || value.Mark.Personal?.Erasure is ErasureMethod.Delete or ErasureMethod.Anonymise)
        select value.Expected;

    private static async Task KeptIsAsItWasAsync(PortalApp app, IReadOnlyList<PlantedValue> planted)
    {
        foreach (var row in planted.Where(s => s.Set.IsKeptByLaw).GroupBy(s => s.Set))
        {
            await using var db = await app.Get<DataMap>().OpenAsync(row.Key, default);
            var key = row.Key.Entity.FindPrimaryKey()!.Properties.Select(p => row.SingleOrDefault(s => s.Property == p)?.Value).ToArray();
            if (key.Contains(null))
            {
                continue;      // the database gave the key
            }

            var found = await db.FindAsync(row.Key.Entity.ClrType, key);
            Assert.True(found is not null, $"{row.Key.Table} lost a row that a law keeps");
            foreach (var kept in row.Where(s => s.Mark.Personal?.Erasure is ErasureMethod.Keep && s.Value is string))
            {
                Assert.Equal(kept.Value, kept.Property.PropertyInfo!.GetValue(found));
            }
        }
    }

    private static async Task<(SubjectScope Scope, string Email, IReadOnlyList<PlantedValue> Planted)> PlantedAsync(PortalApp app)
    {
        var (visitor, person) = await Visitor.SignedUpAsync(app);
        var scope = await app.Get<IPersonScopes>().OfAsync(person.UserId, default);
        return (scope, visitor.Email, await new PlantedValues(app, scope, isOver: true).PlantAsync());
    }
}
