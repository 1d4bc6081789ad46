using Microsoft.EntityFrameworkCore;
using WictzPortal.Keys;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Keys;

public sealed class KeyDeskTests
{
    private const long Number = 4_712;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact, Trait("Exam", "33")]
    public async Task After_a_rotation_both_secrets_are_one_key_until_the_old_one_is_ended()
    {
        var (app, account, first) = await IssuedAsync();
        var (desk, ring) = (app.Get<KeyDesk>(), app.Get<KeyRing>());
        var before = ring.Find(first.Secret);

        var second = (await desk.RotateAsync(account, first.Id, Hour, default)).Value!;

        Assert.Equal(first.Id, second.Id);
        Assert.Same(before, ring.Find(second.Secret));
        Assert.Same(before, ring.Find(first.Secret));
        await desk.EndPreviousAsync(account, first.Id, default);
        Assert.Null(ring.Find(first.Secret));
        Assert.Same(before, ring.Find(second.Secret));
        Assert.False(before!.Revoked.IsCancellationRequested);
    }

    [Fact, Trait("Exam", "33")]
    public async Task A_rotation_sent_twice_takes_no_secret_away()
    {
        var (app, account, first) = await IssuedAsync();
        var (desk, ring) = (app.Get<KeyDesk>(), app.Get<KeyRing>());
        var second = (await desk.RotateAsync(account, first.Id, Hour, default)).Value!;

        var again = await desk.RotateAsync(account, first.Id, TimeSpan.Zero, default);

        Assert.Equal("keys.rotation_running", again.Failure?.Code);
        Assert.NotNull(ring.Find(first.Secret));
        Assert.NotNull(ring.Find(second.Secret));
        await desk.EndPreviousAsync(account, first.Id, default);
        Assert.True((await desk.RotateAsync(account, first.Id, TimeSpan.Zero, default)).Succeeded);
        Assert.Null(ring.Find(second.Secret));
    }

    [Fact, Trait("Exam", "33")]
    public async Task A_rotation_carries_over_limits_and_settings()
    {
        var (app, account, first) = await IssuedAsync();
        var desk = app.Get<KeyDesk>();
        await desk.LimitAsync(account, first.Id, new LimitSet(RequestsPerMinute: 7), default);
        await desk.SetAsync(account, first.Id, new KeySettings("web", null, DisconnectPolicy.Drain), default);

        await desk.RotateAsync(account, first.Id, Hour, default);

        var row = Assert.Single(await app.Get<KeyIssuer>().ListAsync(account, default));
        Assert.Equal((first.Id, "web", DisconnectPolicy.Drain), (row.Id, row.Name, row.OnDisconnect!.Value));
        Assert.Equal(first.Secret.Substring(8, 8), row.PreviousPublicId);
        Assert.Equal(7, (await app.Get<LimitEditor>().FindAsync(account, first.Id, default)).RequestsPerMinute);
    }

    [Fact, Trait("Exam", "36")]
    public async Task Of_a_secret_that_has_ended_not_even_the_hash_is_kept()
    {
        var (app, account, issued) = await IssuedAsync();
        await app.Get<KeyDesk>().RotateAsync(account, issued.Id, TimeSpan.Zero, default);

        await using var db = app.OpenDb();
        var key = await db.ApiKeys.SingleAsync(k => k.Id == issued.Id);

        Assert.Null(key.PreviousHash);
        Assert.Null(key.PreviousUntil);
    }

    [Fact, Trait("Exam", "34")]
    public async Task Another_expiry_leaves_limits_alone_and_other_limits_the_expiry()
    {
        var (app, account, issued) = await IssuedAsync();
        var (desk, expiresAt) = (app.Get<KeyDesk>(), DateTimeOffset.UtcNow.AddDays(3));
        await desk.LimitAsync(account, issued.Id, new LimitSet(SpendPerMonth: Money.FromLira(5)), default);

        await desk.SetAsync(account, issued.Id, new KeySettings("test", expiresAt, null), default);
        Assert.Equal(Money.FromLira(5), (await app.Get<LimitEditor>().FindAsync(account, issued.Id, default)).SpendPerMonth);

        await desk.LimitAsync(account, issued.Id, LimitSet.None, default);
        Assert.Equal(expiresAt, (await app.Get<KeyIssuer>().FindAsync(account, issued.Id, default))!.ExpiresAt!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal(expiresAt, app.Get<KeyRing>().Find(issued.Secret)!.ExpiresAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task What_is_revoked_is_neither_rotated_nor_set()
    {
        var (app, account, issued) = await IssuedAsync();
        var desk = app.Get<KeyDesk>();
        await app.Get<KeyIssuer>().RevokeAsync(account, issued.Id, default);

        Assert.Equal("keys.not_live", (await desk.RotateAsync(account, issued.Id, Hour, default)).Failure?.Code);
        Assert.Equal("keys.not_live", (await desk.SetAsync(account, issued.Id, new KeySettings("x", null, null), default)).Failure?.Code);
    }

    [Fact, Trait("Exam", "37")]
    public async Task Another_account_can_change_nothing_of_a_key()
    {
        var (app, owner, issued) = await IssuedAsync();
        var (desk, stranger) = (app.Get<KeyDesk>(), Guid.NewGuid());

        Failure?[] refusals =
        [
            (await desk.SetAsync(stranger, issued.Id, new KeySettings("theirs", null, null), default)).Failure,
            (await desk.LimitAsync(stranger, issued.Id, new LimitSet(RequestsPerMinute: 1), default)).Failure,
            (await desk.RotateAsync(stranger, issued.Id, Hour, default)).Failure,
            (await desk.EndPreviousAsync(stranger, issued.Id, default)).Failure,
        ];

        Assert.All(refusals, refusal => Assert.Equal("keys.not_found", refusal?.Code));
        Assert.Null(await app.Get<KeyIssuer>().FindAsync(stranger, issued.Id, default));
        Assert.Equal("test", Assert.Single(await app.Get<KeyIssuer>().ListAsync(owner, default)).Name);
        Assert.Empty(await app.Get<LimitEditor>().ListAsync(owner, default));
    }

    private static async Task<(PortalApp App, Guid Account, IssuedKey Key)> IssuedAsync()
    {
        var (app, account) = (await PortalApp.SharedAsync, Guid.NewGuid());
        return (app, account, (await app.Get<KeyIssuer>().IssueAsync(account, Number, "test", default)).Value!);
    }
}
