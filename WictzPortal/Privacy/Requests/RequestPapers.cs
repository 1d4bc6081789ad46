using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>The files of requests: what came in, proofs, correspondence. Sealed, and each look is written down.</summary>
internal sealed class RequestPapers(IDbContextFactory<PortalDb> databases, AuditTrail audit, Vault vault, TimeProvider clock)
{
    /// <summary>Null for a file that is taken.</summary>
    public static Failure? Refusal(string name, byte[] content) =>
        RequestDocument.Types.ContainsKey(Path.GetExtension(name)) && content.Length is > 0 and <= RequestDocument.MostBytes
            ? null
            : new Failure(
                FailureKind.Invalid, "privacy.bad_file", "PDF, PNG, JPEG, text and mail files of at most {0} MB are taken.",
                RequestDocument.MostBytes / 1024 / 1024);

    public async Task<Failure?> AddAsync(
        Guid requestId, DocumentKind kind, string name, byte[] content, Guid by, CancellationToken cancellationToken)
    {
        if (Refusal(name, content) is { } refused)
        {
            return refused;
        }

        var contentType = RequestDocument.Types[Path.GetExtension(name)];
        var bare = string.Concat(Path.GetFileName(name).Where(c => !char.IsControl(c)));
        var document = new RequestDocument(
            requestId, kind, await vault.SealAsync(requestId, bare[Math.Max(0, bare.Length - RequestDocument.NameLength)..], cancellationToken), contentType,
            await vault.SealAsync(requestId, Convert.ToBase64String(content), cancellationToken), SHA256.HashData(content), by, clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockCaseAsync(requestId, cancellationToken) is not { } found)
        {
            return new Failure(FailureKind.NotFound, "privacy.request_over", "The request is not being worked on.");
        }

        db.RequestDocuments.Add(document);
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(
            db, new AuditNote("privacy.document_added", by) { SubjectId = found.Request.UserId, Target = found.Request.Number }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Null for a file that is not there, or is deleted.</summary>
    public async Task<MailAttachment?> OpenAsync(Guid documentId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.RequestDocuments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId, cancellationToken) is not { } document)
        {
            return null;
        }

        var request = await db.DataSubjectRequests.AsNoTracking().SingleAsync(r => r.Id == document.RequestId, cancellationToken);
        await audit.WriteAsync(new AuditNote("privacy.document_opened", by)
        {
            SubjectId = request.UserId, Target = request.Number, Purpose = Purpose.LegalObligation,
        }, cancellationToken);
        var name = await vault.OpenAsync(request.Id, document.Name, Purpose.LegalObligation, cancellationToken);
        var content = await vault.OpenAsync(request.Id, document.Content, Purpose.LegalObligation, cancellationToken);
        return name is null || content is null ? null : new MailAttachment(name, document.ContentType, Convert.FromBase64String(content));
    }
}
