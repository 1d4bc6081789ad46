using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Mail;

namespace WictzPortal.Invoices;

/// <summary>A document's files: PDF, XML and JSON.</summary>
internal sealed class DocumentFiles(IDbContextFactory<PortalDb> databases, Vault vault, IOptions<InvoiceOptions> options) : IMailAttachments
{
    private const string Scheme = "invoice/";

    public static string ReferenceOf(Guid documentId) => $"{Scheme}{documentId:N}";

    public static bool HasXml(InvoiceDocument document) => document is { Kind: DocumentKind.Invoice, Mode: not FiscalMode.None };

    /// <summary>The draft in UBL-TR; null for what is not written in it.</summary>
    public byte[]? XmlOf(InvoiceDocument document) =>
        HasXml(document) ? UblInvoice.Write(document, options.Value.EArchive) : null;

    public Task<Sealed> SealAsync(IssuedDocument row, byte[] pdf, CancellationToken cancellationToken) =>
        vault.SealSecretAsync(IssuedDocument.KeyOf(row.Year), pdf.AsMemory(), cancellationToken);

    /// <returns>Null while it has not been printed.</returns>
    public async Task<byte[]?> PdfAsync(IssuedDocument row, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var paper = await db.PrintedPapers.AsNoTracking().SingleOrDefaultAsync(p => p.DocumentId == row.Id, cancellationToken);
        return paper is null ? null : await vault.OpenSecretBytesAsync(IssuedDocument.KeyOf(row.Year), paper.Content, cancellationToken);
    }

    public async Task<MailAttachment?> OpenAsync(string reference, CancellationToken cancellationToken)
    {
        if (!reference.StartsWith(Scheme, StringComparison.Ordinal) || !Guid.TryParseExact(reference[Scheme.Length..], "N", out var id))
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.IssuedDocuments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken) is { } row
            && await PdfAsync(row, cancellationToken) is { } pdf
                ? new MailAttachment($"{row.Number}.pdf", "application/pdf", pdf)
                : null;
    }
}
