using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Payments;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Payments;

/// <summary>An app that takes payments at the sandbox, which says nothing by itself: a test posts what PayTR would.</summary>
public sealed class PaymentsRig : IAsyncLifetime, IDisposable
{
    private static readonly PaytrBuyer Buyer = new("Ayşe Yılmaz", "ayse@example.com", "+90 555 000 00 00", "Çankaya, Ankara", "203.0.113.10");
    private static long _nextNumber = Random.Shared.NextInt64(1L << 50, 1L << 52);
    private readonly LogKeeper _log = new();
    private readonly PaytrSandbox _sandbox;
    private readonly (string Key, string Value)[] _settings;

    public PaymentsRig() : this(isTest: false) { }

    internal PaymentsRig(bool isTest, params (string Key, string Value)[] settings)
    {
        _sandbox = new PaytrSandbox(Clock);
        _sandbox = isTest ? new PaytrSandbox(Clock) { Shop = _sandbox.Shop with { TestMode = true } } : _sandbox;
        _settings = settings;
    }

    public FakeClock Clock { get; } = new();

    internal PaytrSandbox Sandbox => _sandbox;

    internal SandboxFaults Faults => Sandbox.Faults;

    internal CrashPoint Crash { get; } = new();

    public PortalApp App { get; private set; } = null!;

    public string Log => _log.Text;

    internal HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await PortalApp.StartAsync(Clock, Replace, _settings);
        Faults.IsSilent = true;
        Http = App.CreateClient();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
    }

    public void Dispose() => _log.Dispose();

    /// <summary>An order of a fresh account: ₺500 net, ₺600 with tax.</summary>
    public async Task<OrderFacts> OrderAsync(long netKurus = 50_000) => await App.Get<Orders>().MakeAsync(
        new NewOrder(Guid.CreateVersion7(), Guid.CreateVersion7(), Interlocked.Increment(ref _nextNumber), Guid.CreateVersion7(), netKurus, null, "Bakiye", "Credit"),
        default);

    /// <summary>An order whose buyer is on the payment page.</summary>
    internal async Task<PaymentAttempt> BeginAsync(long netKurus = 50_000) => await BeginAsync(await OrderAsync(netKurus));

    internal async Task<PaymentAttempt> BeginAsync(OrderFacts order, PaymentMethod method = PaymentMethod.Card)
    {
        var number = await App.Get<Checkout>().StartAsync(new PayWish(order.Id, order.AccountId, method, Buyer) { Language = "tr" }, default);
        Assert.True(number.Succeeded, number.Failure?.ToString());
        return (await App.Get<Attempts>().FindAsync(order.Id, number.Value, default))!;
    }

    /// <summary>The buyer pays at PayTR; nobody has told the portal.</summary>
    internal void PayAtPaytr(PaymentAttempt attempt) => Sandbox.Decide(Sandbox.Find(attempt.Oid)!, pays: true);

    /// <summary>A paid order.</summary>
    internal async Task<PaymentAttempt> PaidAsync(long netKurus = 50_000)
    {
        var attempt = await BeginAsync(netKurus);
        PayAtPaytr(attempt);
        var sale = Sandbox.Find(attempt.Oid)!;
        Assert.True(await App.Get<SandboxNotifier>().SendAsync(sale, Sandbox.Callback(attempt.Oid, true, sale.Total), default));
        return await ReadAsync(attempt);
    }

    internal Dictionary<string, string> Success(PaymentAttempt attempt, long difference = 0) =>
        Sandbox.Callback(attempt.Oid, true, attempt.Amount.GrossKurus + difference);

    internal Dictionary<string, string> Failure(PaymentAttempt attempt) => Sandbox.Callback(attempt.Oid, false, 0);

    /// <summary>Posts a callback as PayTR does. The answer's status, and its bytes as text.</summary>
    internal async Task<(int Status, string Body)> PostAsync(Dictionary<string, string> fields, HttpClient? http = null)
    {
        using var response = await (http ?? Http).PostAsync(CallbackEndpoint.Path, new FormUrlEncodedContent(fields));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    internal async Task<PaymentAttempt> ReadAsync(PaymentAttempt attempt)
    {
        await using var db = App.OpenDb();
        return await db.PaymentAttempts.AsNoTracking().SingleAsync(a => a.Id == attempt.Id);
    }

    /// <summary>What the books say that the account's wallet holds.</summary>
    internal async Task<Money> WalletAsync(PaymentAttempt attempt) => (await App.Get<GeneralLedger>().BalanceAsync(attempt.AccountNumber, default)).Wallet;

    /// <summary>What the books say that the account's tax paid in advance is.</summary>
    internal async Task<Money> VatAdvanceAsync(PaymentAttempt attempt) => (await App.Get<GeneralLedger>().BalanceAsync(attempt.AccountNumber, default)).VatAdvance;

    internal async Task<IReadOnlyList<QuarantinedCallback>> QuarantineAsync(string oid)
    {
        await using var db = App.OpenDb();
        return await db.Quarantine.AsNoTracking().Where(q => q.Oid == oid).ToListAsync();
    }

    internal async Task<IReadOnlyList<CaseKind>> CasesAsync(string subject)
    {
        await using var db = App.OpenDb();
        return await db.ReconciliationCases.Where(c => c.Subject == subject).Select(c => c.Kind).ToListAsync();
    }

    /// <summary><c>ledger verify</c> finds nothing wrong.</summary>
    public async Task VerifyAsync()
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        var verify = App.Services.GetServices<IVerb>().Single(verb => verb.Name == "ledger verify");
        Assert.True(await verify.RunAsync([], output, default) == 0, output.ToString());
    }

    internal void Replace(IServiceCollection services)
    {
        services.AddPaytrSandbox();
        services.AddSingleton(_sandbox);      // one for all nodes
        services.AddSingleton<ILoggerProvider>(_log);
        services.Intercept(Crash);
    }
}
