using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Policies;

/// <summary>How one document stands.</summary>
/// <param name="Told">The version that people were last written to about.</param>
/// <param name="Notices">How far those mails are.</param>
/// <param name="Waits">Whether a draft waits for a second person.</param>
/// <param name="IsOutdated">Whether the text written anew would differ from the version published last.</param>
/// <param name="Changes">What differs in it.</param>
internal sealed record OfficeRow(
    PolicyKind Kind, PolicyEntry? Current, PolicyEntry? Coming, PolicyEntry? Told, NoticeCount? Notices, bool Waits, bool IsOutdated,
    IReadOnlyList<FactChange> Changes);

/// <summary>How the documents stand, for the staff who answer for them.</summary>
internal sealed class PolicyOffice(
    IDbContextFactory<PortalDb> databases, PolicyShelf shelf, PolicyDesk desk, PolicyPost post, PolicyPress press)
{
    public async Task<IReadOnlyList<OfficeRow>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = new List<OfficeRow>();
        foreach (var kind in PolicyKinds.All)
        {
            rows.Add(await RowAsync(kind, cancellationToken));
        }

        return rows;
    }

    private async Task<OfficeRow> RowAsync(PolicyKind kind, CancellationToken cancellationToken)
    {
        var told = (await shelf.ListAsync(kind, cancellationToken)).FirstOrDefault(version => version.Significance == Significance.Significant);
        var (isOutdated, changes) = await CompareAsync(kind, cancellationToken);
        return new OfficeRow(
            kind, await shelf.CurrentAsync(kind, cancellationToken), await shelf.ComingAsync(kind, cancellationToken), told,
            told is null ? null : await post.CountAsync(told.Id, cancellationToken), await WaitsAsync(kind, cancellationToken), isOutdated, changes);
    }

    private async Task<(bool IsOutdated, IReadOnlyList<FactChange> Changes)> CompareAsync(PolicyKind kind, CancellationToken cancellationToken)
    {
        if (await shelf.LatestAsync(kind, cancellationToken) is not { } latest)
        {
            return (false, []);
        }

        var preview = await desk.PreviewAsync(kind, latest.TemplateTr, latest.TemplateEn, cancellationToken);
        var isSame = preview.Succeeded && preview.Value.Text.Turkish == latest.TextTr && preview.Value.Text.English == latest.TextEn
            && (kind != PolicyKind.Privacy || latest.InventoryHash == press.InventoryHash);
        return (!isSame, preview.Value?.Changes ?? []);
    }

    private async Task<bool> WaitsAsync(PolicyKind kind, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PolicyDrafts.AnyAsync(d => d.Kind == kind && d.State == DraftState.Asked, cancellationToken);
    }
}
