using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>Issues, for demonstrations, what is due as it would have been issued then: minutes after it happened.</summary>
public sealed class InvoiceSeeder
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Issuer _issuer;

    internal InvoiceSeeder(IDbContextFactory<PortalDb> databases, Issuer issuer) => (_databases, _issuer) = (databases, issuer);

    public async Task IssueAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var due = await db.BillableEvents.Where(e => e.ClosedAt == null).OrderBy(e => e.PerformedAt).Select(e => new { e.Id, e.PerformedAt }).ToListAsync(cancellationToken);
        foreach (var happened in due)
        {
            await _issuer.IssueAsync(happened.Id, happened.PerformedAt.AddMinutes(1), cancellationToken);
        }
    }
}
