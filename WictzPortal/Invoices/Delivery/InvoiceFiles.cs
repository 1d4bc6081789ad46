using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>A customer's documents, as they go into a package of the customer's data: each as JSON, PDF and, where it is one, UBL-TR.</summary>
internal sealed class InvoiceFiles(IDbContextFactory<PortalDb> databases, DocumentPress press, DocumentFiles files) : IPersonalFiles
{
    public string Folder => "invoices";

    public IReadOnlyList<(Type Entity, string Property)> Holds =>
        [(typeof(IssuedDocument), nameof(IssuedDocument.Snapshot)), (typeof(PrintedPaper), nameof(PrintedPaper.Content))];

    public async IAsyncEnumerable<PersonalFile> ReadAsync(SubjectScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (accounts, documents) = (scope.AccountIds, db.IssuedDocuments);
        var rows = documents.AsNoTracking().Where(d => accounts.Contains(d.AccountId)).OrderBy(d => d.Id).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            var json = await press.ReadJsonAsync(row, cancellationToken);
            yield return new PersonalFile($"{row.Number}.json", "application/json", Encoding.UTF8.GetBytes(json));
            if (files.XmlOf(InvoiceDocument.FromJson(json)) is { } xml)
            {
                yield return new PersonalFile($"{row.Number}.xml", "application/xml", xml);
            }

            if (await files.PdfAsync(row, cancellationToken) is { } pdf)
            {
                yield return new PersonalFile($"{row.Number}.pdf", "application/pdf", pdf);
            }
        }
    }
}
