using WictzPortal.Keys;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Keys;

public sealed class KeyIssuerTests
{
    private static readonly long Number = 4_711;

    [Fact, Trait("Promise", "B-13")]
    public async Task An_issued_key_is_found_until_it_is_revoked()
    {
        var app = await PortalApp.SharedAsync;
        var (account, keys, ring) = (Guid.NewGuid(), app.Get<KeyIssuer>(), app.Get<KeyRing>());

        var issued = (await keys.IssueAsync(account, Number, "build server", default)).Value!;
        var live = ring.Find(issued.Secret);
        await keys.RevokeAsync(account, issued.Id, default);

        Assert.Equal(issued.Id, live!.Id);
        Assert.Equal(account, live.AccountId);
        Assert.True(live.Revoked.IsCancellationRequested);
        Assert.Null(ring.Find(issued.Secret));
    }

    [Fact, Trait("Exam", "32")]
    public async Task A_restart_knows_live_keys_and_not_revoked_ones()
    {
        await using var app = await PortalApp.StartAsync();
        var account = Guid.NewGuid();
        var live = (await app.Get<KeyIssuer>().IssueAsync(account, Number, "live", default)).Value!;
        var revoked = (await app.Get<KeyIssuer>().IssueAsync(account, Number, "revoked", default)).Value!;
        await app.Get<KeyIssuer>().RevokeAsync(account, revoked.Id, default);

        await using var again = await app.RestartAsync();

        Assert.NotNull(again.Get<KeyRing>().Find(live.Secret));
        Assert.Null(again.Get<KeyRing>().Find(revoked.Secret));
    }

    [Fact]
    public async Task A_right_public_id_with_a_wrong_secret_is_refused()
    {
        var app = await PortalApp.SharedAsync;
        var issued = (await app.Get<KeyIssuer>().IssueAsync(Guid.NewGuid(), Number, "mine", default)).Value!;

        KeyText forged;
        do
        {
            // A well-formed key of another secret, carried under the same public id, has another checksum: none passes both.
            forged = KeyText.New();
        }
        while (forged.PublicId == issued.Secret.Substring(8, 8));

        Assert.Null(app.Get<KeyRing>().Find(forged.Text));
        Assert.Null(app.Get<KeyRing>().Find(string.Concat(issued.Secret.AsSpan(0, 17), forged.Text.AsSpan(17))));
    }

    [Fact]
    public async Task An_expired_key_is_refused_and_listed_as_such()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var account = Guid.NewGuid();
        var issued = (await app.Get<KeyIssuer>().IssueAsync(account, Number, "short", default, clock.GetUtcNow().AddHours(1))).Value!;

        Assert.NotNull(app.Get<KeyRing>().Find(issued.Secret));
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(app.Get<KeyRing>().Find(issued.Secret));
        Assert.Equal(KeyState.Expired, Assert.Single(await app.Get<KeyIssuer>().ListAsync(account, default)).State);
    }

    [Theory]
    [InlineData("", "keys.name_invalid")]
    [InlineData("   ", "keys.name_invalid")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901", "keys.name_invalid")]
    public async Task A_bad_name_is_refused(string name, string code)
    {
        var app = await PortalApp.SharedAsync;

        Assert.Equal(code, (await app.Get<KeyIssuer>().IssueAsync(Guid.NewGuid(), Number, name, default)).Failure?.Code);
    }

    [Fact]
    public async Task An_expiry_in_the_past_is_refused()
    {
        var app = await PortalApp.SharedAsync;

        var outcome = await app.Get<KeyIssuer>().IssueAsync(Guid.NewGuid(), Number, "late", default, DateTimeOffset.UnixEpoch);

        Assert.Equal("keys.expiry_invalid", outcome.Failure?.Code);
    }

    [Fact]
    public async Task The_limit_counts_live_keys_alone()
    {
        await using var app = await PortalApp.StartAsync(("Keys:LimitPerAccount", "1"));
        var (account, keys) = (Guid.NewGuid(), app.Get<KeyIssuer>());
        var first = (await keys.IssueAsync(account, Number, "first", default)).Value!;

        Assert.Equal("keys.limit_reached", (await keys.IssueAsync(account, Number, "second", default)).Failure?.Code);
        await keys.RevokeAsync(account, first.Id, default);

        Assert.True((await keys.IssueAsync(account, Number, "second", default)).Succeeded);
    }

    [Fact, Trait("Exam", "37")]
    public async Task Another_account_can_neither_see_nor_touch_a_key()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, stranger, keys) = (Guid.NewGuid(), Guid.NewGuid(), app.Get<KeyIssuer>());
        var issued = (await keys.IssueAsync(owner, Number, "mine", default)).Value!;

        Assert.Empty(await keys.ListAsync(stranger, default));
        Assert.Equal("keys.not_found", (await keys.RevokeAsync(stranger, issued.Id, default)).Failure?.Code);
        Assert.Equal("mine", Assert.Single(await keys.ListAsync(owner, default)).Name);
        Assert.NotNull(app.Get<KeyRing>().Find(issued.Secret));
    }

    [Fact]
    public async Task The_last_use_is_written_down_later()
    {
        var app = await PortalApp.SharedAsync;
        var (account, keys) = (Guid.NewGuid(), app.Get<KeyIssuer>());
        var issued = (await keys.IssueAsync(account, Number, "used", default)).Value!;

        app.Get<KeyRing>().Find(issued.Secret);
        await app.Get<KeyUseWriter>().WriteAsync(default);

        Assert.NotNull(Assert.Single(await keys.ListAsync(account, default)).LastUsedAt);
    }
}
