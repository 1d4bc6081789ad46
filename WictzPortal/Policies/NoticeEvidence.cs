using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Policies;

/// <summary>Keeps the proof that a form's notice was shown to who sent the form (KVKK art. 10; the burden of proof is the controller's).</summary>
public sealed class NoticeEvidence(IDbContextFactory<PortalDb> databases, PolicyShelf shelf, TimeProvider clock)
{
    /// <summary>The name of the hidden field that <c>NoticeBlock</c> puts into a plain form: which version stood there.</summary>
    public const string Field = "notice";

    /// <summary>Writes it once for a person, a form and a version; each time for who has no account.</summary>
    /// <param name="shown">What came back in <see cref="Field"/>. Where it names no version, the one that holds now is taken.</param>
    public async Task RecordAsync(NoticeForm form, Guid? userId, string? shown, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await RecordAsync(db, form, userId, shown, cancellationToken);
    }

    /// <summary>As above, on the caller's context and in its transaction.</summary>
    public async Task RecordAsync(PortalDb db, NoticeForm form, Guid? userId, string? shown, CancellationToken cancellationToken)
    {
        var entries = await shelf.ListAsync(PolicyKind.Privacy, cancellationToken);
        var version = entries.FirstOrDefault(entry => entry.Number == shown) ?? await shelf.CurrentAsync(PolicyKind.Privacy, cancellationToken);
        if (version is null || await db.NoticesShown.AnyAsync(
            s => userId != null && s.UserId == userId && s.FormId == form.Id && s.VersionId == version.Id, cancellationToken))
        {
            return;
        }

        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "tr" ? "tr" : "en";
        db.NoticesShown.Add(new NoticeShown(form, userId, version, language, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
    }
}
