using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Invoices;

/// <summary>Customers who pay, buy and get money back, as the tests of documents need them.</summary>
internal sealed class Sales(PortalApp app)
{
    private static long _nextNumber = Random.Shared.NextInt64(1L << 50, 1L << 52);

    /// <summary>An account that nobody has opened: it has a number and money, and no people.</summary>
    public Guid AccountId { get; init; } = Guid.CreateVersion7();

    public long AccountNumber { get; init; } = Interlocked.Increment(ref _nextNumber);

    /// <summary>Pays for an order of this net amount; returns the payment's id.</summary>
    public async Task<Guid> PayAsync(long netKurus, bool isTest = false, Guid? paymentId = null)
    {
        var order = await app.Get<Orders>().MakeAsync(
            new NewOrder(Guid.NewGuid(), AccountId, AccountNumber, Guid.NewGuid(), netKurus, null, "Cüzdan yüklemesi", "Wallet top-up"), default);
        var id = paymentId ?? Guid.NewGuid();
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await app.Get<Orders>().PaidAsync(
            db, order.Id, new PaymentFacts(id, $"WZ{id:N}"[..20], PaymentMethod.Card, app.Get<TimeProvider>().GetUtcNow(), isTest), default);
        await transaction.CommitAsync();
        return id;
    }

    public Task<Guid> RefundAsync(Guid paymentId, VatSplit amount) => TellAsync(id =>
        new PaymentRefunded(id, paymentId, Guid.Empty, AccountId, AccountNumber, amount, app.Get<TimeProvider>().GetUtcNow()));

    /// <summary>Buys a plan from the wallet.</summary>
    public async Task BuyPlanAsync(long netKurus)
    {
        var now = app.Get<TimeProvider>().GetUtcNow();
        await PostAsync(LedgerEntryKind.PlanPurchase, LedgerAccount.DeferredRevenue, Money.FromKurus(netKurus), now);
        await TellAsync(id => new PlanBought(id, AccountId, AccountNumber, "Pro plan", "Pro plan", now, now.AddDays(30), netKurus, null, now));
    }

    /// <summary>Money leaves the wallet.</summary>
    public async Task PostAsync(LedgerEntryKind kind, LedgerAccount other, Money amount, DateTimeOffset at)
    {
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await app.Get<GeneralLedger>().PostAsync(
            db,
            new LedgerDraft(kind, $"test/{Guid.NewGuid():N}", at,
            [
                new PostingDraft(LedgerAccount.CustomerWallet, AccountNumber, new Money(-amount.Micros)),
                new PostingDraft(other, null, amount),
            ]),
            default);
        await transaction.CommitAsync();
    }

    public Task IdentifyAsync(BillingIdentityFacts? facts = null) =>
        app.Get<BillingIdentities>().SaveAsync(AccountId, facts ?? Person, default);

    public async Task<IReadOnlyList<DocumentRow>> DocumentsAsync() =>
        (await app.Get<InvoiceBook>().ListAsync(new DocumentFilter(AccountId: AccountId), 0, 100, default)).Rows;

    public async Task<InvoiceDocument> ReadAsync(DocumentRow row) =>
        await app.Get<DocumentPress>().ReadAsync((await app.Get<InvoiceBook>().FindAsync(AccountId, row.Id, default))!, default);

    public Task<int> IssueAsync() => app.Get<IssueInvoicesJob>().RunAsync(default);

    public async Task<Money> BalanceAsync(LedgerAccount account)
    {
        await using var db = app.OpenDb();
        var amounts = await db.Postings.Where(p => p.Account == account && (p.AccountNumber == null || p.AccountNumber == AccountNumber))
            .Select(p => p.Amount).ToListAsync();
        return new Money(amounts.Sum(a => a.Micros));
    }

    /// <summary>What <c>ledger verify</c> finds wrong with documents; empty when all is in order.</summary>
    public async Task<string> FaultsAsync()
    {
        await using var output = new StringWriter();
        await app.Services.GetServices<IVerb>().Single(v => v.Name == "ledger verify").RunAsync([], output, default);
        var claims = app.Services.GetServices<IBookCheck>().Where(check => RegisterChecks.All.Contains(check) || check is RegisterChainCheck)
            .Select(check => check.Claim).ToList();
        var lines = output.ToString().Split('\n').Where(line => claims.Any(claim => line.Contains(claim, StringComparison.Ordinal))).ToList();
        Assert.Equal(claims.Count, lines.Count);
        return string.Join('\n', lines.Where(line => line.StartsWith("WRONG", StringComparison.Ordinal)));
    }

    public static readonly BillingIdentityFacts Person = new(
        BillingKind.Individual, "İnci", "Öğüt", null, "19090909018", null, "Gül Cd. 7", "Çankaya", "Ankara", "06000", "TR", "inci@example.com", "");

    public static readonly BillingIdentityFacts Company = new(
        BillingKind.Corporate, null, null, "Çağrı Ltd. Şti.", "0123456789", "Ümraniye", "Gül Cd. 7", "Çankaya", "Ankara", "06000", "TR",
        "fatura@example.com", "");

    /// <summary>The settings of a fiscal mode.</summary>
    public static (string Key, string Value)[] Fiscal(string mode) =>
    [
        ("Invoices:FiscalMode", mode), ("Invoices:Prefixes:Legal", "WPE"), ("Invoices:Seller:Name", "Örnek Yazılım A.Ş."),
        ("Invoices:Seller:TaxNumber", "9876543217"), ("Invoices:Seller:TaxOffice", "Kadıköy"), ("Invoices:Seller:Street", "Iğdır Sk. 5"),
        ("Invoices:Seller:City", "İstanbul"), ("Invoices:Seller:Website", "https://ornek.example"),
    ];

    private async Task<Guid> TellAsync<T>(Func<Guid, T> happened)
    {
        var id = Guid.NewGuid();
        await using var db = app.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var listener in app.Services.GetServices<IListen<T>>())
        {
            await listener.HearAsync(happened(id), db, default);
        }

        await transaction.CommitAsync();
        return id;
    }
}
