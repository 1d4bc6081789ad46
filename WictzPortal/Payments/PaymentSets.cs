using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Payments;

internal static class PaymentSets
{
    extension(PortalDb db)
    {
        public DbSet<PaymentAttempt> PaymentAttempts => db.Set<PaymentAttempt>();

        public DbSet<PaymentCallback> PaymentCallbacks => db.Set<PaymentCallback>();

        public DbSet<QuarantinedCallback> Quarantine => db.Set<QuarantinedCallback>();

        public DbSet<Refund> Refunds => db.Set<Refund>();

        public DbSet<ReconciliationCase> ReconciliationCases => db.Set<ReconciliationCase>();

        public DbSet<ReportRow> ReportRows => db.Set<ReportRow>();

        /// <summary>
        /// The attempt of that number, tracked. All attempts of its order are locked until the transaction ends, so that whatever decides
        /// about one waits for whatever decides about another. On SQLite the transaction is the only writer.
        /// </summary>
        public async Task<PaymentAttempt?> LockAttemptAsync(string oid, CancellationToken cancellationToken)
        {
            var attempts = await (db.Database.IsNpgsql()
                ? db.PaymentAttempts.FromSql(
                    $"""
                    SELECT * FROM payment_attempts WHERE "OrderId" = (SELECT "OrderId" FROM payment_attempts WHERE "Oid" = {oid})
                    ORDER BY "Id" FOR UPDATE
                    """)
                : db.PaymentAttempts.Where(a => a.Oid == oid)).AsTracking().ToListAsync(cancellationToken);
            return attempts.SingleOrDefault(a => a.Oid == oid);
        }

        /// <summary>A refund and its payment, locked as by <see cref="LockAttemptAsync"/>.</summary>
        public async Task<(PaymentAttempt Attempt, Refund Refund)> LockRefundAsync(Guid refundId, CancellationToken cancellationToken)
        {
            var (attempts, refunds) = (db.PaymentAttempts, db.Refunds);
            var oid = await refunds.Where(r => r.Id == refundId).Join(attempts, r => r.AttemptId, a => a.Id, (_, a) => a.Oid).SingleAsync(cancellationToken);
            var attempt = await db.LockAttemptAsync(oid, cancellationToken);
            return (attempt!, await refunds.AsTracking().SingleAsync(r => r.Id == refundId, cancellationToken));
        }
    }
}
