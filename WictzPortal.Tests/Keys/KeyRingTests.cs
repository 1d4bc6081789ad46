using System.Numerics;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Standing;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Keys;

/// <summary>The ring by itself, with rows as databases would give them, in every order that news and loads may come in.</summary>
public sealed class KeyRingTests
{
    private readonly FakeClock _clock = new();

    [Fact, Trait("Exam", "32")]
    public async Task What_was_read_before_a_revocation_does_not_bring_the_key_back()
    {
        var (ring, pepper) = await RingAsync();
        var (before, text) = Key(pepper);
        var revoked = Copy(before, text, pepper);
        revoked.Revoke(_clock.GetUtcNow());

        ring.Apply(before);
        var live = ring.Find(text.Text);
        ring.Apply(revoked);
        ring.Apply(before);

        Assert.Null(ring.Find(text.Text));
        Assert.True(live!.Revoked.IsCancellationRequested);
    }

    [Fact, Trait("Exam", "32")]
    public async Task A_key_whose_revocation_is_heard_first_never_lives()
    {
        var (ring, pepper) = await RingAsync();
        var (before, text) = Key(pepper);
        var revoked = Copy(before, text, pepper);
        revoked.Revoke(_clock.GetUtcNow());

        ring.Apply(revoked);
        ring.Apply(before);

        Assert.Null(ring.Find(text.Text));
    }

    [Fact, Trait("Exam", "32")]
    public async Task A_rotation_that_comes_late_does_not_bring_a_revoked_key_back()
    {
        var (ring, pepper) = await RingAsync();
        var (revoked, text) = Key(pepper);
        var rotated = Copy(revoked, text, pepper);
        var second = KeyText.New();
        ring.Apply(revoked);
        revoked.Revoke(_clock.GetUtcNow());
        ring.Apply(revoked);

        _clock.Advance(TimeSpan.FromSeconds(1));
        rotated.Rotate(second, pepper, TimeSpan.FromHours(1), _clock.GetUtcNow());
        ring.Apply(rotated);

        Assert.Null(ring.Find(text.Text));
        Assert.Null(ring.Find(second.Text));
    }

    [Fact, Trait("Exam", "33")]
    public async Task The_old_secret_ends_with_its_grace_to_the_instant()
    {
        var (ring, pepper) = await RingAsync();
        var (key, first) = Key(pepper);
        var second = KeyText.New();
        key.Rotate(second, pepper, TimeSpan.FromHours(1), _clock.GetUtcNow());
        ring.Apply(key);

        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.Same(ring.Find(second.Text), ring.Find(first.Text));

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(ring.Find(first.Text));
        Assert.NotNull(ring.Find(second.Text));
    }

    [Fact]
    public async Task What_was_read_before_a_rotation_does_not_undo_it()
    {
        var (ring, pepper) = await RingAsync();
        var (before, first) = Key(pepper);
        var (after, second) = (Copy(before, first, pepper), KeyText.New());
        after.Rotate(second, pepper, TimeSpan.Zero, _clock.GetUtcNow());

        ring.Apply(after);
        ring.Apply(before);

        Assert.Null(ring.Find(first.Text));
        Assert.NotNull(ring.Find(second.Text));
    }

    [Fact]
    public async Task A_change_stored_by_a_clock_that_is_behind_counts_as_the_later_one()
    {
        var (_, pepper) = await RingAsync();
        var (key, _) = Key(pepper);
        var before = key.ChangedAt;

        key.Set(null, DisconnectPolicy.Drain, _clock.GetUtcNow() - TimeSpan.FromSeconds(2));

        Assert.True(key.ChangedAt > before);
    }

    /// <summary>What a connection has proven holds for that secret alone, and only as long as the key is called by it.</summary>
    [Fact, Trait("Exam", "32")]
    public async Task A_connection_that_has_proven_a_secret_is_known_by_that_secret_until_it_ends()
    {
        var (ring, pepper) = await RingAsync();
        var ((first, text), (other, otherText)) = (Key(pepper), Key(pepper));
        var (same, wrong, second, proven) = (Copy(first, text, pepper), WithAnotherSecret(text), KeyText.New(), new ProvenSecret());
        ring.Apply(first);
        ring.Apply(other);

        var once = ring.Find(text.Text, proven);
        Assert.Same(once, ring.Find(text.Text, proven));
        Assert.Null(ring.Find(wrong, proven));
        Assert.Equal(other.Id, ring.Find(otherText.Text, proven)!.Id);
        Assert.Same(once, ring.Find(text.Text, proven));

        _clock.Advance(TimeSpan.FromSeconds(1));
        same.Rotate(second, pepper, TimeSpan.Zero, _clock.GetUtcNow());
        ring.Apply(same);
        Assert.Null(ring.Find(text.Text, proven));
        Assert.Same(once, ring.Find(second.Text, proven));

        same.Revoke(_clock.GetUtcNow());
        ring.Apply(same);
        Assert.Null(ring.Find(second.Text, proven));
    }

    // Well-formed, with the public id of a key that there is.
    private static string WithAnotherSecret(KeyText text)
    {
        var other = KeyText.New().Text;
        var body = string.Concat(text.Text.AsSpan(0, 17), other.AsSpan(17, 43));
        var rest = uint.MaxValue;
        foreach (var character in body)
        {
            rest = BitOperations.Crc32C(rest, (byte)character);
        }

        var checksum = "";
        for (var i = 0; i < 6; i++, rest /= 62)
        {
            checksum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(rest % 62)] + checksum;
        }

        Assert.True(KeyText.IsWellFormed(body + checksum));
        return body + checksum;
    }

    private (ApiKey Key, KeyText Text) Key(byte[] pepper)
    {
        var text = KeyText.New();
        return (ApiKey.Issue(Guid.NewGuid(), 7, default, text, pepper, _clock.GetUtcNow(), null), text);
    }

    // The row as another query reads it: the same key, with changes of its own.
    private static ApiKey Copy(ApiKey key, KeyText text, byte[] pepper)
    {
        var copy = ApiKey.Issue(key.AccountId, key.AccountNumber, default, text, pepper, key.IssuedAt, key.ExpiresAt);
        typeof(ApiKey).GetProperty(nameof(ApiKey.Id))!.SetValue(copy, key.Id);
        return copy;
    }

    private async Task<(KeyRing Ring, byte[] Pepper)> RingAsync()
    {
        var app = await PortalApp.SharedAsync;
        var vault = app.Get<Vault>();
        var ring = new KeyRing(vault, app.Get<Standings>(), _clock);
        await ring.OpenAsync(default);
        return (ring, await KeyRing.PepperAsync(vault, default));
    }
}
