using System.Net;
using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Tests.Testing;

public sealed class PortalAppTests
{
    [Fact]
    public async Task It_serves_and_leaves_nothing_behind()
    {
        string directory;
        await using (var app = await PortalApp.StartAsync())
        {
            directory = app.DataDirectory;
            var response = await app.CreateClient().GetAsync("/css/app.css");
            await using var db = app.OpenDb();

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(TestDatabase.IsPostgres, db.Database.IsNpgsql());
            Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        }

        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task Data_outlives_a_restart()
    {
        await using var first = await PortalApp.StartAsync();
        var directory = first.DataDirectory;

        await using var second = await first.RestartAsync();

        Assert.Equal(directory, second.DataDirectory);
        Assert.Equal(HttpStatusCode.OK, (await second.CreateClient().GetAsync("/css/app.css")).StatusCode);
    }

    [Fact]
    public void Advancing_the_clock_fires_timers_in_order()
    {
        var clock = new FakeClock();
        var start = clock.GetUtcNow();
        var fired = new List<TimeSpan>();
        using var every = clock.CreateTimer(_ => fired.Add(clock.GetUtcNow() - start), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var once = clock.CreateTimer(_ => fired.Add(clock.GetUtcNow() - start), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([2, 3, 4], fired.Select(f => (int)f.TotalSeconds));
    }
}
