using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>A control as the register shows it.</summary>
public sealed record ControlRow(Guid Id, string Name, string Owner, int EveryDays, DateOnly DueOn, DateTimeOffset? LastAt, string? LastFindings, Guid? LastFile);

/// <summary>The register of what is looked at regularly: who answers for it, when it is due, and what proves that it was done.</summary>
public sealed class ControlBook(IDbContextFactory<PortalDb> databases, Vault vault, AuditTrail audit, TimeProvider clock)
{
    private const string SecretUse = "controls";

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), CurrentUser.DefaultTimeZone).DateTime);

    public async Task<Failure?> AddAsync(string name, string owner, int everyDays, DateOnly dueOn, Guid by, CancellationToken cancellationToken)
    {
        if (name.Trim() is not { Length: > 0 and <= Control.NameLength } || owner.Trim() is not { Length: > 0 and <= Control.OwnerLength }
            || everyDays is < 1 or > 1100)
        {
            return new Failure(FailureKind.Invalid, "breaches.control", "Say what is looked at, by whom, and every how many days (1 to 1100).");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Controls.Add(new Control(name.Trim(), owner.Trim(), everyDays, dueOn));
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(db, new AuditNote("controls.added", by) { Reason = name.Trim() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Notes that it was done today.</summary>
    /// <param name="file">What proves it; optional, at most two megabytes.</param>
    public async Task<Failure?> DoAsync(
        Guid controlId, string findings, (string Name, byte[] Bytes)? file, Guid by, CancellationToken cancellationToken)
    {
        if (findings.Trim() is not { Length: > 0 and <= ControlRun.FindingsLength } || file?.Bytes.Length > ControlRun.MostBytes)
        {
            return new Failure(FailureKind.Invalid, "breaches.findings", "Say what was found. The file may have two megabytes at most.");
        }

        var stored = await vault.SealSecretAsync(SecretUse, findings.Trim(), cancellationToken);
        var name = file is null ? null : Path.GetFileName(file.Value.Name) is { Length: <= ControlRun.FileLength } plain ? plain : "evidence";
        Sealed? bytes = file is null ? null : await vault.SealSecretAsync(SecretUse, file.Value.Bytes, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var control = await db.Controls.SingleAsync(c => c.Id == controlId && c.EndedAt == null, cancellationToken);
        control.Do(Today);
        db.ControlRuns.Add(new ControlRun(controlId, stored, name, bytes, by, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(db, new AuditNote("controls.done", by) { Target = $"control {controlId:N}" }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    public async Task EndAsync(Guid controlId, string reason, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        (await db.Controls.SingleAsync(c => c.Id == controlId, cancellationToken)).End(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(db, new AuditNote("controls.ended", by) { Target = $"control {controlId:N}", Reason = reason }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The next due first.</summary>
    public async Task<IReadOnlyList<ControlRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = new List<ControlRow>();
        foreach (var control in await db.Controls.AsNoTracking().Where(c => c.EndedAt == null).OrderBy(c => c.DueOn).ToListAsync(cancellationToken))
        {
            var last = await db.ControlRuns.AsNoTracking().Where(r => r.ControlId == control.Id).OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellationToken);
            rows.Add(new ControlRow(
                control.Id, control.Name, control.Owner, control.EveryDays, control.DueOn, last?.At,
                last is null ? null : await vault.OpenSecretAsync(SecretUse, last.Findings, cancellationToken), last?.File is null ? null : last.Id));
        }

        return rows;
    }

    /// <summary>Those whose day has passed.</summary>
    public async Task<IReadOnlyList<ControlRow>> OverdueAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(control => control.DueOn < Today)];

    /// <summary>The file of one time; null where there is none.</summary>
    public async Task<(string Name, byte[] Bytes)?> FileAsync(Guid runId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.ControlRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken) is not { File: { } file, FileName: { } name })
        {
            return null;
        }

        await audit.WriteAsync(new AuditNote("controls.file_opened", by) { Target = $"control {runId:N}" }, cancellationToken);
        return (name, await vault.OpenSecretBytesAsync(SecretUse, file, cancellationToken));
    }
}

/// <summary>Puts the controls that every operator needs into an empty register, so that none is forgotten.</summary>
internal sealed class ControlSeeder(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IHostedService
{
    private const long Lock = 0x436F_6E74_726F_6C73;

    private static readonly (string Name, int EveryDays)[] Usual =
    [
        ("Exercise of a data breach, with the whole pack", 365), ("Who of the staff holds which role", 90), ("Restore drill from a backup", 180),
        ("Retention and destruction policy against what is stored", 180), ("Register of recipients: contracts, mechanisms, policies", 90),
        ("Penetration test of the portal and the gateway", 365),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);      // nodes that start at once fill it once
        }

        if (!await db.Controls.AnyAsync(cancellationToken))
        {
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            db.Controls.AddRange(Usual.Select(c => new Control(c.Name, "Data protection officer", c.EveryDays, today.AddDays(c.EveryDays))));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
