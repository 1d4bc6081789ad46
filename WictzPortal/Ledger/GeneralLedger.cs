using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>The books: double entry, append-only. Money moves by <see cref="PostAsync(PortalDb, LedgerDraft, CancellationToken)"/> and in no other way.</summary>
public sealed class GeneralLedger(IDbContextFactory<PortalDb> databases, AfterCommit afterCommit, BalanceNews news, ClusterNews cluster)
{
    internal static readonly LedgerAccount[] Spendable = [LedgerAccount.CustomerWallet, LedgerAccount.PromotionalCredit, LedgerAccount.PlanAllowance];
    private static readonly LedgerAccount[] Customers = [.. Spendable, LedgerAccount.VatAdvance, LedgerAccount.WalletAside];

    /// <summary>Posts within the caller's transaction; the purses hear of it after the commit.</summary>
    /// <returns>False when an entry of this key is there already; nothing is posted then.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public async Task<bool> PostAsync(PortalDb db, LedgerDraft draft, CancellationToken cancellationToken)
    {
        RequireTransaction(db);
        if (await db.LedgerEntries.AnyAsync(e => e.IdempotencyKey == draft.IdempotencyKey, cancellationToken))
        {
            return false;
        }

        await PostNewAsync(db, [draft], cancellationToken);
        return true;
    }

    /// <summary>What an account has, as the caller's transaction sees it; locked until that ends.</summary>
    public static async Task<LedgerBalance> LockBalanceAsync(PortalDb db, long accountNumber, CancellationToken cancellationToken)
    {
        RequireTransaction(db);
        return Sum((await LockBalancesAsync(db, [accountNumber], cancellationToken)).Values);
    }

    /// <summary>What an account has, by the books.</summary>
    public async Task<LedgerBalance> BalanceAsync(long accountNumber, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.CustomerBalances.AsNoTracking().Where(b => b.AccountNumber == accountNumber).ToListAsync(cancellationToken);
        return Sum(rows);
    }

    /// <summary>What the entries of these keys have posted on one of the books' own accounts; a key without an entry is left out.</summary>
    public async Task<IReadOnlyDictionary<string, Money>> PostedAsync(
        IReadOnlyCollection<string> keys, LedgerAccount account, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var posted = new Dictionary<string, Money>();
        foreach (var some in keys.Chunk(500))
        {
            var rows = await db.LedgerEntries.AsNoTracking().Where(e => some.Contains(e.IdempotencyKey))
                .Join(db.Postings.Where(p => p.Account == account), e => e.Id, p => p.EntryId, (e, p) => new { e.IdempotencyKey, p.Amount })
                .ToListAsync(cancellationToken);
            foreach (var entry in rows.GroupBy(row => row.IdempotencyKey))
            {
                posted[entry.Key] = new Money(entry.Sum(row => row.Amount.Micros));
            }
        }

        return posted;
    }

    /// <summary>Every account's credit, for the purses to start from.</summary>
    public async Task<IReadOnlyDictionary<long, Money>> BalancesAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var balances = new Dictionary<long, Money>();
        var rows = db.CustomerBalances.AsNoTracking().Where(b => Spendable.Contains(b.Account));
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            balances[row.AccountNumber] = new Money(balances.GetValueOrDefault(row.AccountNumber).Micros + row.Amount.Micros);
        }

        return balances;
    }

    /// <summary>Posts drafts whose keys are known to be new: a key that is there already fails the transaction.</summary>
    internal async Task PostNewAsync(PortalDb db, IReadOnlyList<LedgerDraft> drafts, CancellationToken cancellationToken)
    {
        RequireTransaction(db);
        var numbers = drafts.SelectMany(d => d.Postings).Select(p => p.AccountNumber).OfType<long>().Distinct().ToList();
        var balances = await LockBalancesAsync(db, numbers, cancellationToken);
        foreach (var draft in drafts)
        {
            Check(draft);
            db.LedgerEntries.Add(LedgerEntry.Of(draft));
            db.Postings.AddRange(draft.Postings.Select((_, line) => Posting.Of(draft, line)));
            foreach (var posting in draft.Postings.Where(p => p.AccountNumber is not null))
            {
                BalanceOf(db, balances, posting.AccountNumber!.Value, posting.Account).Add(posting.Amount);
            }

            if (!draft.InPurses)
            {
                await MoveCreditAsync(db, draft, cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// The balances of these accounts, tracked, and locked until the transaction ends. On SQLite the transaction is the only writer; on
    /// PostgreSQL the rows are locked in one order, so that two nodes cannot wait for each other.
    /// </summary>
    internal static async Task<Dictionary<(long Number, LedgerAccount Account), CustomerBalance>> LockBalancesAsync(
        PortalDb db, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        var rows = db.Database.IsNpgsql()
            ? db.CustomerBalances.FromSql(
                $"""SELECT * FROM ledger_balances WHERE "AccountNumber" = ANY({numbers.ToArray()}) ORDER BY "AccountNumber", "Account" FOR UPDATE""")
            : db.CustomerBalances.Where(b => numbers.Contains(b.AccountNumber));
        return await rows.AsTracking().ToDictionaryAsync(b => (b.AccountNumber, b.Account), cancellationToken);
    }

    internal static LedgerBalance Sum(IEnumerable<CustomerBalance> rows)
    {
        var sums = rows.ToDictionary(r => r.Account, r => r.Amount);
        return new LedgerBalance(
            sums.GetValueOrDefault(LedgerAccount.CustomerWallet),
            sums.GetValueOrDefault(LedgerAccount.PromotionalCredit),
            sums.GetValueOrDefault(LedgerAccount.PlanAllowance))
        {
            Aside = sums.GetValueOrDefault(LedgerAccount.WalletAside),
            VatAdvance = sums.GetValueOrDefault(LedgerAccount.VatAdvance),
        };
    }

    private static CustomerBalance BalanceOf(
        PortalDb db, Dictionary<(long Number, LedgerAccount Account), CustomerBalance> known, long number, LedgerAccount account)
    {
        if (!known.TryGetValue((number, account), out var balance))
        {
            known[(number, account)] = balance = new CustomerBalance(number, account);
            db.CustomerBalances.Add(balance);
        }

        return balance;
    }

    private static void Check(LedgerDraft draft)
    {
        var sum = draft.Postings.Aggregate(0L, (total, posting) => checked(total + posting.Amount.Micros));
        if (sum != 0 || draft.Postings.Count < 2)
        {
            throw new InvalidOperationException($"The postings of {draft.IdempotencyKey} sum to {sum} micros: not to zero, or there are none.");
        }

        if (draft.Postings.Any(p => (p.AccountNumber is not null) != Customers.Contains(p.Account)))
        {
            throw new InvalidOperationException($"In {draft.IdempotencyKey} exactly the customers' postings bear an account number.");
        }
    }

    private static void RequireTransaction(PortalDb db)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Money moves inside a transaction.");
        }
    }

    // In memory there is one process's credit on SQLite; on PostgreSQL the pool has it, and nodes lease from there.
    private async Task MoveCreditAsync(PortalDb db, LedgerDraft draft, CancellationToken cancellationToken)
    {
        foreach (var account in draft.Postings.Where(p => Spendable.Contains(p.Account)).GroupBy(p => p.AccountNumber!.Value).OrderBy(a => a.Key))
        {
            var moved = new BalanceMoved(account.Key, new Money(account.Sum(p => p.Amount.Micros)));
            if (db.Database.IsNpgsql())
            {
                await CreditLeases.AddToPoolAsync(db, moved.AccountNumber, moved.Amount.Micros, cancellationToken);
            }
            else
            {
                afterCommit.Run(db, () => news.Tell(moved));
            }

            await cluster.TellAsync(db, News.Of(Topic.Credit, account.Key), cancellationToken);
        }
    }
}
