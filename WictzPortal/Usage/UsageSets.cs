using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Usage;

internal static class UsageSets
{
    extension(PortalDb db)
    {
        public DbSet<UsageRecord> UsageRecords => db.Set<UsageRecord>();

        public DbSet<UsageRollup> UsageRollups => db.Set<UsageRollup>();

        public DbSet<JournalCursor> JournalCursors => db.Set<JournalCursor>();

        public DbSet<JournalRow> JournalRows => db.Set<JournalRow>();
    }

    extension(RequestLogDb db)
    {
        public DbSet<RequestLogEntry> RequestLogEntries => db.Set<RequestLogEntry>();

        /// <summary>The request log for reading. There are four purposes for that, and no other .</summary>
        /// <exception cref="PurposeDeniedException">It is none of them.</exception>
        public IQueryable<RequestLogEntry> RequestLogFor(Purpose purpose)
        {
            PurposeGate.DemandListed<RequestLogEntry>(purpose);
            return db.RequestLogEntries.AsNoTracking();
        }

        public DbSet<TrafficRollup> TrafficRollups => db.Set<TrafficRollup>();
    }
}
