using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Retention;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Audit;

/// <summary>The audit trail as its reader meets it: written with what was done, read back, and verified by the command.</summary>
[Trait("Promise", "A-36")]
public sealed class AuditTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly Guid _staff = Guid.CreateVersion7();
    private readonly Guid _customer = Guid.CreateVersion7();
    private PortalApp _app = null!;

    public async Task InitializeAsync() => _app = await PortalApp.StartAsync(_clock);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task What_was_written_is_read_back_with_its_reason_and_verifies()
    {
        await WriteAsync("mail.opened", "A customer asked what we wrote.");
        await WriteAsync("limits.changed", null);

        var (rows, total) = await _app.Get<AuditBrowser>().ListAsync(null, _customer, 0, 10, default);

        Assert.Equal(2, total);
        Assert.Equal(["limits.changed", "mail.opened"], rows.Select(r => r.Action));
        Assert.Equal("A customer asked what we wrote.", rows[1].Reason);
        Assert.Equal(_staff, rows[1].ActorId);
        Assert.Equal((0, "The audit trail is in order"), await VerifyAsync());
    }

    [Fact]
    public async Task An_entry_is_there_only_if_what_it_tells_has_happened()
    {
        await using (var db = await OpenAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await _app.Get<AuditTrail>().WriteAsync(db, new AuditNote("limits.changed", _staff) { SubjectId = _customer }, default);
            await transaction.RollbackAsync();
        }

        await WriteAsync("mail.opened", null);

        Assert.Equal(["mail.opened"], (await _app.Get<AuditBrowser>().ListAsync(null, _customer, 0, 10, default)).Rows.Select(r => r.Action));
        Assert.Equal(0, (await VerifyAsync()).ExitCode);
    }

    [Fact]
    public async Task Entries_written_at_one_instant_form_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => WriteAsync($"limits.changed", $"Reason number {i}.")));

        Assert.Equal(20, (await _app.Get<AuditBrowser>().ListAsync(null, _customer, 0, 1, default)).Total);
        Assert.Equal(0, (await VerifyAsync()).ExitCode);
    }

    /// <summary>Whoever can write into the database can do this; the trail must tell.</summary>
    [Theory]
    [InlineData("changed", """UPDATE audit_entries SET "Action" = 'mail.seen' WHERE "Number" = 3""", "Entry 3")]
    [InlineData("given to another", """UPDATE audit_entries SET "ActorId" = "SubjectId" WHERE "Number" = 3""", "Entry 3")]
    [InlineData("removed", """DELETE FROM audit_entries WHERE "Number" = 3""", "Entry 3 is missing")]
    [InlineData("cut at the end", """DELETE FROM audit_entries WHERE "Number" >= 4""", "The trail ends at entry 3; it had 5")]
    [InlineData("cut at the beginning", """DELETE FROM audit_entries WHERE "Number" <= 2""", "The entries before number 3 are missing")]
    [InlineData("swapped", """
        UPDATE audit_entries SET "Number" = 99 WHERE "Number" = 2; UPDATE audit_entries SET "Number" = 2 WHERE "Number" = 3;
        UPDATE audit_entries SET "Number" = 3 WHERE "Number" = 99
        """, "Entry 2")]
    [InlineData("cut, and its head set back", """
        DELETE FROM audit_entries WHERE "Number" = 5;
        UPDATE audit_head SET "Number" = 4, "Hash" = (SELECT "Hash" FROM audit_entries WHERE "Number" = 4)
        """, "The seal of the trail's head does not fit")]
    public async Task A_trail_that_was_tampered_with_is_found_out(string what, string sql, string told)
    {
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync("limits.changed", $"Reason number {i}.");
        }

        await using (var db = await OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync(sql);
        }

        var (exitCode, report) = await VerifyAsync();

        Assert.True(exitCode == 1, what);
        Assert.Contains(told, report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trail_set_back_to_an_earlier_state_is_behind_its_anchor()
    {
        await WriteAsync("limits.changed", null);
        await using var db = await OpenAsync();
        var head = await db.AuditHeads.AsNoTracking().SingleAsync();
        await WriteAsync("limits.changed", null);
        Assert.Equal(1, await _app.Get<AnchorAuditJob>().RunAsync(default));

        await db.Database.ExecuteSqlAsync($"""DELETE FROM audit_entries WHERE "Number" = 2""");
        await db.Database.ExecuteSqlAsync($"""UPDATE audit_head SET "Number" = {head.Number}, "Hash" = {head.Hash}, "Seal" = {head.Seal}""");

        Assert.Equal((1, "WRONG  The anchor at entry 2 do"), await VerifyAsync());
    }

    [Fact]
    public async Task After_three_years_entries_go_and_the_rest_still_verifies()
    {
        await WriteAsync("limits.changed", "Long ago.");
        await _app.Get<AnchorAuditJob>().RunAsync(default);
        _clock.Advance(TimeSpan.FromDays(2 * 365));
        await WriteAsync("limits.changed", "Later.");
        await _app.Get<AnchorAuditJob>().RunAsync(default);
        await _app.Get<Sweeper>().RunAsync(default);
        Assert.Equal(2, (await _app.Get<AuditBrowser>().ListAsync(null, null, 0, 10, default)).Total);

        _clock.Advance(TimeSpan.FromDays(367));
        await WriteAsync("limits.changed", "Today.");

        await _app.Get<Sweeper>().RunAsync(default);
        Assert.Equal(2, (await _app.Get<AuditBrowser>().ListAsync(null, null, 0, 10, default)).Total);
        Assert.Equal((0, "The audit trail is in order"), await VerifyAsync());
    }

    [Fact]
    public async Task Once_a_persons_key_is_destroyed_the_reason_is_gone_and_the_chain_is_whole()
    {
        await WriteAsync("mail.opened", "Asked by telephone.");

        await _app.Get<Vault>().DestroyAsync(_customer, default);

        Assert.Null((await _app.Get<AuditBrowser>().ListAsync(null, _customer, 0, 1, default)).Rows[0].Reason);
        Assert.Equal(0, (await VerifyAsync()).ExitCode);
    }

    private Task WriteAsync(string action, string? reason) => _app.Get<AuditTrail>().WriteAsync(
        new AuditNote(action, _staff) { SubjectId = _customer, Target = "mail 7", Purpose = Purpose.AccountManagement, Reason = reason }, default);

    private Task<PortalDb> OpenAsync() => _app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();

    private async Task<(int ExitCode, string Report)> VerifyAsync()
    {
        await using var report = new StringWriter();
        var exitCode = await _app.Get<AuditVerify>().RunAsync([], report, default);
        var text = report.ToString();
        return (exitCode, exitCode == 0 ? text.Split(':')[0] : text.StartsWith("WRONG  The anchor", StringComparison.Ordinal) ? text[..31] : text);
    }
}
