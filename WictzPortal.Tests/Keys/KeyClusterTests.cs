using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Standing;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Keys;

/// <summary>Two nodes on one PostgreSQL database. On SQLite there is one process, and nothing to hear.</summary>
public sealed class KeyClusterTests
{
    [Fact, Trait("Exam", "32"), Trait("Exam", "33")]
    public async Task What_one_node_does_to_a_key_holds_on_the_other_within_a_second()
    {
        if (!TestDatabase.IsPostgres)
        {
            return;
        }

        await using var first = await PortalApp.StartAsync();
        await using var second = await first.JoinAsync();
        var (account, ring) = (Guid.NewGuid(), second.Get<KeyRing>());

        var issued = (await first.Get<KeyIssuer>().IssueAsync(account, 4_713, "shared", default)).Value!;
        var issuedAfter = await UntilAsync(() => ring.Find(issued.Secret) is not null);
        var rotated = (await first.Get<KeyDesk>().RotateAsync(account, issued.Id, TimeSpan.FromHours(1), default)).Value!;
        var rotatedAfter = await UntilAsync(() => ring.Find(rotated.Secret) is not null);
        var inFlight = ring.Find(rotated.Secret)!;
        Assert.Same(inFlight, ring.Find(issued.Secret));

        await first.Get<KeyIssuer>().RevokeAsync(account, issued.Id, default);
        var revokedAfter = await UntilAsync(() => inFlight.Revoked.IsCancellationRequested);

        Assert.Null(ring.Find(issued.Secret));
        Assert.Null(ring.Find(rotated.Secret));
        Assert.All([issuedAfter, rotatedAfter, revokedAfter], after => Assert.InRange(after, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
    }

    [Fact, Trait("Exam", "32")]
    public async Task What_was_not_heard_is_found_by_looking()
    {
        var app = await PortalApp.SharedAsync;
        var (account, ring) = (Guid.NewGuid(), new KeyRing(app.Get<Vault>(), app.Get<Standings>(), TimeProvider.System));
        var feed = ActivatorUtilities.CreateInstance<KeyFeed>(app.Services, ring);
        await ring.OpenAsync(default);
        await feed.LookAsync(default);

        var issued = (await app.Get<KeyIssuer>().IssueAsync(account, 4_714, "unheard", default)).Value!;
        Assert.Null(ring.Find(issued.Secret));
        await feed.LookAsync(default);
        Assert.NotNull(ring.Find(issued.Secret));

        await app.Get<KeyIssuer>().RevokeAsync(account, issued.Id, default);
        await feed.LookAsync(default);
        Assert.Null(ring.Find(issued.Secret));
    }

    private static async Task<TimeSpan> UntilAsync(Func<bool> isSo)
    {
        var since = Stopwatch.StartNew();
        while (!isSo() && since.Elapsed < TimeSpan.FromSeconds(10))
        {
            await Task.Delay(5);
        }

        return since.Elapsed;
    }
}
