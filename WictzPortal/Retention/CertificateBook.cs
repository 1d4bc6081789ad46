using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>A certificate as pages show it.</summary>
public sealed record CertificateRow(DateOnly Day, string Hash, bool IsInTime);

/// <summary>Writes, lists and proves the daily certificates.</summary>
public sealed class CertificateBook(
    IDbContextFactory<PortalDb> databases, RetentionBoard board, RetentionLimits limits, Vault vault, TimeProvider clock)
{
    private const string KeyUse = "retention";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the certificate of the day before. Safe to run twice: there is one a day.</summary>
    /// <returns>Whether one was written.</returns>
    public async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);
        var tables = await board.LookAsync(cancellationToken);
        var key = await SigningKey.ForAsync(vault, KeyUse, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var last = await db.RetentionCertificates.AsNoTracking().OrderByDescending(c => c.Day).FirstOrDefaultAsync(cancellationToken);
        if (last is not null && last.Day >= day)
        {
            return false;
        }

        var json = await JsonAsync(db, day, tables, last, key.Id, cancellationToken);
        var certificate = new RetentionCertificate(day, json, key.Sign(System.Text.Encoding.UTF8.GetBytes(json)));
        db.RetentionCertificates.Add(certificate);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The latest first.</summary>
    public async Task<IReadOnlyList<CertificateRow>> ListAsync(int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.RetentionCertificates.AsNoTracking().OrderByDescending(c => c.Day).Take(most).ToListAsync(cancellationToken);
        return rows.ConvertAll(c => new CertificateRow(c.Day, c.Hash, JsonNode.Parse(c.Json)!["inTime"]!.GetValue<bool>()));
    }

    /// <summary>The signed text of a day, with its signature in base64; null where there is none.</summary>
    public async Task<(string Json, string Signature)?> FindAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.RetentionCertificates.AsNoTracking().SingleOrDefaultAsync(c => c.Day == day, cancellationToken) is { } found
            ? (found.Json, Convert.ToBase64String(found.Signature))
            : null;
    }

    /// <summary>Proves every signature and the chain.</summary>
    /// <returns>How many there are, and the first that is wrong, in words.</returns>
    public async Task<(int Count, string? Fault)> VerifyAsync(CancellationToken cancellationToken)
    {
        var key = await SigningKey.ForAsync(vault, KeyUse, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (count, before) = (0, (string?)null);
        await foreach (var certificate in db.RetentionCertificates.AsNoTracking().OrderBy(c => c.Day).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!key.Verifies(certificate.Bytes, certificate.Signature))
            {
                return (count, $"The certificate of {certificate.Day:yyyy-MM-dd} was not signed by this portal, or was changed.");
            }

            if (JsonNode.Parse(certificate.Json)!["previous"]?.GetValue<string>() != before)
            {
                return (count, $"The certificate of {certificate.Day:yyyy-MM-dd} does not follow the one before it.");
            }

            (count, before) = (count + 1, certificate.Hash);
        }

        return (count, null);
    }

    private async Task<string> JsonAsync(
        PortalDb db, DateOnly day, IReadOnlyList<KeptTable> tables, RetentionCertificate? last, string keyId, CancellationToken cancellationToken)
    {
        var (from, until) = (Start(day), Start(day.AddDays(1)));
        var destroyed = await db.Destructions.AsNoTracking().Where(d => d.At >= from && d.At < until)
            .GroupBy(d => new { d.TableName, d.Rule, d.Method, d.Reason })
            .Select(g => new { g.Key.TableName, g.Key.Rule, g.Key.Method, g.Key.Reason, Rows = g.Sum(d => d.Rows) }).ToListAsync(cancellationToken);
        return new JsonObject
        {
            ["schema"] = "retention-certificate/1",
            ["day"] = day.ToString("O", null),
            ["writtenAt"] = Text(clock.GetUtcNow()),
            ["previous"] = last?.Hash,
            ["key"] = keyId,
            ["inTime"] = tables.All(table => table.Timeliness is Timeliness.InTime),
            ["content"] = "R-ZERO: what is said in calls is never stored, so there is nothing of it to delete.",
            ["rules"] = new JsonArray([.. RetentionTerm.All.Select(Rule)]),
            ["tables"] = new JsonArray([.. tables.Select(Table)]),
            ["destroyed"] = new JsonArray([.. destroyed.OrderBy(d => d.TableName, StringComparer.Ordinal).ThenBy(d => d.Reason).Select(d => (JsonNode)new JsonObject
            {
                ["table"] = d.TableName, ["rule"] = RetentionTerm.Of(d.Rule).Code, ["method"] = d.Method.ToString(), ["reason"] = d.Reason.ToString(), ["rows"] = d.Rows,
            })]),
        }.ToJsonString(Indented);
    }

    private JsonNode Rule(RetentionTerm term) => new JsonObject
    {
        ["rule"] = term.Code, ["days"] = limits.DaysOf(term.Rule), ["ceilingDays"] = term.MostDays, ["isMaximum"] = term.IsMaximum,
    };

    private static JsonNode Table(KeptTable table) => new JsonObject
    {
        ["table"] = table.Table, ["rule"] = RetentionTerm.Of(table.Rule).Code, ["dueBefore"] = Text(table.Before),
        ["oldest"] = table.OldestAt is { } oldest ? Text(oldest) : null, ["lateHours"] = (int)table.Late.TotalHours,
        ["skippedRestricted"] = table.Restricted, ["skippedHeld"] = table.Held,
    };

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
