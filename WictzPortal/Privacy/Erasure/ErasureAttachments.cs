using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>Opens the certificate that goes with the last letter.</summary>
internal sealed class ErasureAttachments(IDbContextFactory<PortalDb> databases) : IMailAttachments
{
    public const string Scheme = "erasure:";

    public async Task<MailAttachment?> OpenAsync(string reference, CancellationToken cancellationToken)
    {
        if (!reference.StartsWith(Scheme, StringComparison.Ordinal) || !Guid.TryParse(reference.AsSpan(Scheme.Length), out var id))
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Erasures.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        return found?.Certificate is { } text
            ? new MailAttachment($"{found.Number}.json", "application/json", Encoding.UTF8.GetBytes(text))
            : null;
    }
}
