using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

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

        public DbSet<TrafficRollup> TrafficRollups => db.Set<TrafficRollup>();
    }
}
