using System.Security.Cryptography;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Data;

[Trait("Promise", "A-33")]
public sealed class VaultTests
{
    private const string Plain = "Ayşe Yılmaz, +90 555 000 00 00";

    [Fact]
    public async Task What_is_sealed_opens_for_its_subject_alone()
    {
        var vault = (await PortalApp.SharedAsync).Get<Vault>();
        var (subject, other) = (Guid.NewGuid(), Guid.NewGuid());
        await vault.SealAsync(other, "somebody else", default);

        var value = await vault.SealAsync(subject, Plain, default);

        Assert.Equal(Plain, await vault.OpenAsync(subject, value, Purpose.AccountManagement, default));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => vault.OpenAsync(other, value, Purpose.AccountManagement, default));
    }

    [Fact]
    public async Task The_same_text_looks_different_each_time()
    {
        var vault = (await PortalApp.SharedAsync).Get<Vault>();
        var subject = Guid.NewGuid();

        Assert.NotEqual((await vault.SealAsync(subject, Plain, default)).Bytes, (await vault.SealAsync(subject, Plain, default)).Bytes);
    }

    [Fact]
    public async Task A_changed_byte_is_noticed()
    {
        var vault = (await PortalApp.SharedAsync).Get<Vault>();
        var subject = Guid.NewGuid();
        var value = await vault.SealAsync(subject, Plain, default);

        value.Bytes[^1] ^= 1;

        await Assert.ThrowsAnyAsync<CryptographicException>(() => vault.OpenAsync(subject, value, Purpose.AccountManagement, default));
    }

    [Fact]
    public async Task Destroying_the_key_makes_everything_of_the_subject_unreadable()
    {
        await using var app = await PortalApp.StartAsync();
        var subject = Guid.NewGuid();
        var value = await app.Get<Vault>().SealAsync(subject, Plain, default);

        await app.Get<Vault>().DestroyAsync(subject, default);
        await app.Get<Vault>().DestroyAsync(subject, default);

        Assert.Null(await app.Get<Vault>().OpenAsync(subject, value, Purpose.AccountManagement, default));
        await using var again = await app.RestartAsync();
        Assert.Null(await again.Get<Vault>().OpenAsync(subject, value, Purpose.AccountManagement, default));
    }

    [Fact]
    public async Task Nothing_is_sealed_for_nothing()
    {
        var vault = (await PortalApp.SharedAsync).Get<Vault>();

        Assert.Null(await vault.SealOptionalAsync(Guid.NewGuid(), "  ", default));
        Assert.Null(await vault.OpenAsync(Guid.NewGuid(), null, Purpose.AccountManagement, default));
    }

    [Fact]
    public async Task Parallel_first_uses_share_one_key()
    {
        var vault = (await PortalApp.SharedAsync).Get<Vault>();
        var subject = Guid.NewGuid();

        var values = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => vault.SealAsync(subject, $"{i}", default))));

        Assert.Equal(
            Enumerable.Range(0, 16).Select(i => $"{i}"),
            await Task.WhenAll(values.Select(value => vault.OpenAsync(subject, value, Purpose.AccountManagement, default))));
    }

    [Fact]
    public async Task The_master_key_rotates_while_the_portal_serves()
    {
        await using var app = await PortalApp.StartAsync();
        var (vault, file) = (app.Get<Vault>(), Path.Combine(app.DataDirectory, "secrets", "master.keys"));
        var (before, during) = (Guid.NewGuid(), Guid.NewGuid());
        var hash = vault.LookupHash("somebody");
        var old = await vault.SealAsync(before, Plain, default);
        var oldMaster = await File.ReadAllTextAsync(file);

        Assert.Equal(0, await app.Get<RotateMasterKey>().RunAsync([], TextWriter.Null, default));
        var fresh = await vault.SealAsync(during, Plain, default);
        Assert.Equal(0, await app.Get<PruneMasterKeys>().RunAsync([], TextWriter.Null, default));

        Assert.DoesNotContain(oldMaster.Trim(), await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        await using var again = await app.RestartAsync();
        Assert.Equal(Plain, await again.Get<Vault>().OpenAsync(before, old, Purpose.AccountManagement, default));
        Assert.Equal(Plain, await again.Get<Vault>().OpenAsync(during, fresh, Purpose.AccountManagement, default));
        Assert.Equal(hash, again.Get<Vault>().LookupHash("somebody"));
    }

    [Fact]
    public async Task The_master_key_is_for_the_owner_alone()
    {
        await using var app = await PortalApp.StartAsync();
        var file = Path.Combine(app.DataDirectory, "secrets", "master.keys");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task A_lost_master_key_is_named_instead_of_starting_on_unreadable_data()
    {
        await using var app = await PortalApp.StartAsync();
        File.Delete(Path.Combine(app.DataDirectory, "secrets", "master.keys"));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => app.RestartAsync());

        Assert.Contains("master.keys", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_master_key_given_by_setting_is_written_nowhere()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var app = await PortalApp.StartAsync(("Vault:MasterKey", key));

        Assert.False(Directory.Exists(Path.Combine(app.DataDirectory, "secrets")));
        Assert.Empty(await ByteScan.FindAsync(app, [key]));
        foreach (var file in ByteScan.Files(app))
        {
            Assert.Equal(-1, (await TestFiles.ReadAsync(file)).AsSpan().IndexOf(Convert.FromBase64String(key)));
        }
    }
}
