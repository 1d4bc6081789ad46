using WictzPortal.Accounts;
using WictzPortal.Privacy;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>The restore drill: backup, erase, restore, and the erased person is gone again before anybody can ask.</summary>
[Trait("Promise", "A-44")]
public sealed class BackupTests
{
    [Fact]
    public async Task Who_was_erased_after_a_backup_is_gone_from_it_when_the_port_opens()
    {
        var clock = new FakeClock();
        var app = await PortalApp.StartAsync(clock);
        var (erasedVisitor, erased) = await Visitor.SignedUpAsync(app);
        var (staysVisitor, stays) = await Visitor.SignedUpAsync(app);
        var (folder, keyFolder) = (Path.Combine(app.DataDirectory, "out"), Path.Combine(app.DataDirectory, "out-keys"));

        Assert.Equal(0, await app.Services.GetVerb("backup").RunAsync([folder, keyFolder], TextWriter.Null, default));
        var backup = Assert.Single(Directory.GetFiles(folder));
        Assert.Equal([], await InFileAsync(backup, erased.UserId.ToString("N"), "SQLite format"));      // sealed
        await app.Get<Erasures>().BeginAsync(new NewErasure(erased.UserId, ErasureKind.Request, erased.UserId) { AtOnce = true }, default);
        clock.Advance(TimeSpan.FromMinutes(3));
        await app.Get<ErasureKeeper>().RunAsync(default);
        Assert.Null(await app.Get<AccountDirectory>().FindAsync(erased.AccountId, default));

        // Nothing is overwritten, and nothing is restored from a file that was changed.
        using var said = new StringWriter();
        Assert.Equal(1, await app.Services.GetVerb("restore").RunAsync([backup], said, default));
        var database = await app.LeaveDataAsync();
        await database.LoseDataAsync();
        var restoring = Restoring(database);
        var changed = Path.Combine(folder, "changed");
        var bytes = await File.ReadAllBytesAsync(backup);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(changed, bytes);
        Assert.Equal(1, await restoring(["restore", changed]));
        Assert.Equal(0, await restoring(["restore", backup]));

        await using var restored = await PortalApp.StartOnAsync(database);
        Assert.Null(await restored.Get<AccountDirectory>().FindAsync(erased.AccountId, default));
        Assert.NotNull(await restored.Get<AccountDirectory>().FindAsync(stays.AccountId, default));
        Assert.Equal("/", (await new Visitor(restored) { Email = staysVisitor.Email }.SignInAsync()).Headers.Location!.OriginalString.Replace(restored.Address.OriginalString.TrimEnd('/'), "", StringComparison.Ordinal));
        Assert.Equal([], await ByteScan.FindAsync(restored, [erasedVisitor.Email, .. TestDatabase.IsPostgres ? [] : new[] { erased.UserId.ToString("N") }]));
    }

    [Fact]
    public async Task Backups_that_are_too_old_go_with_the_next_one()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var (folder, keyFolder) = (Path.Combine(app.DataDirectory, "out"), Path.Combine(app.DataDirectory, "out-keys"));
        var backups = app.Get<Backups>();

        await backups.MakeAsync(folder, keyFolder, default);
        clock.Advance(TimeSpan.FromDays(7));
        await backups.MakeAsync(folder, keyFolder, default);
        Assert.Equal((2, 1), (Directory.GetFiles(folder).Length, Directory.GetFiles(keyFolder).Length));
        clock.Advance(TimeSpan.FromDays(28));
        await backups.MakeAsync(folder, keyFolder, default);

        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.DoesNotContain(Directory.GetFiles(folder), file => file.Contains("20260115", StringComparison.Ordinal));
    }

    // A verb of a process of its own, as an operator calls it.
    private static Func<string[], Task<int>> Restoring(TestDatabase database) => arguments => Task.Run(() => (int)typeof(Program).Assembly.EntryPoint!
        .Invoke(null, [(string[])[.. arguments, .. database.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]])!);

    private static async Task<IReadOnlyList<string>> InFileAsync(string path, params string[] texts)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        return [.. texts.Where(text => bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0)];
    }
}
