using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

internal static class RegisterSets
{
    extension(PortalDb db)
    {
        public DbSet<BillableEvent> BillableEvents => db.Set<BillableEvent>();

        public DbSet<InvoiceSeries> InvoiceSeries => db.Set<InvoiceSeries>();

        public DbSet<IssuedDocument> IssuedDocuments => db.Set<IssuedDocument>();

        public DbSet<Correction> Corrections => db.Set<Correction>();

        public DbSet<CorrectedLine> CorrectedLines => db.Set<CorrectedLine>();

        public DbSet<PrintedPaper> PrintedPapers => db.Set<PrintedPaper>();

        public DbSet<Acceptance> Acceptances => db.Set<Acceptance>();
    }
}
