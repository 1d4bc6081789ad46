using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Billing.Subscriptions;

/// <summary>The portal on a clock that stands still, with plans and customers as a test asks for them. Tests of a class share it.</summary>
public sealed class PlanRig : IAsyncLifetime
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 31, 9, 0, 0, TimeSpan.Zero);

    private int _people;

    internal PortalApp App { get; private set; } = default!;

    internal FakeClock Clock { get; } = new(Begin);

    internal DateTimeOffset Now => Clock.GetUtcNow();

    internal PlanDesk Desk => App.Get<PlanDesk>();

    internal SubscriptionKeeper Keeper => App.Get<SubscriptionKeeper>();

    public async Task InitializeAsync() => App = await PortalApp.StartAsync(Clock, ("Plans:SignUpCredit", "0"));

    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>A plan on offer.</summary>
    internal async Task<Guid> PlanAsync(
        decimal lira, decimal credit = 0, PlanPeriod period = PlanPeriod.Month, PlanOverage overage = PlanOverage.Wallet, int trialDays = 0,
        LimitSet? limits = null)
    {
        var editor = App.Get<PlanEditor>();
        var id = (await editor.MakeAsync(new PlanDraft($"p{Guid.NewGuid():N}", "Ekip", "Team", "", "", 1), null, default)).Value;
        await VersionAsync(id, lira, credit, period, overage, trialDays, limits);
        Assert.Null(await editor.OfferAsync(id, null, default));
        return id;
    }

    internal async Task VersionAsync(
        Guid planId, decimal lira, decimal credit, PlanPeriod period = PlanPeriod.Month, PlanOverage overage = PlanOverage.Wallet, int trialDays = 0,
        LimitSet? limits = null) => Assert.Null(await App.Get<PlanEditor>().AddVersionAsync(
            planId,
            new NewPlanVersion(PlanPeriods.DayOf(Now), (long)(lira * 100), period, Money.FromLira(credit), overage, trialDays, limits ?? LimitSet.None), null, default));

    /// <summary>A customer who has paid so much into the wallet.</summary>
    internal async Task<PlanCustomer> CustomerAsync(decimal wallet)
    {
        var person = new NewUser("Ada", "Lovelace", $"plan{Interlocked.Increment(ref _people)}@example.org", "correct horse battery 9!", AgeBand.Adult) { EmailConfirmed = true };
        var signedUp = (await App.Get<SignUp>().RegisterAsync(person, default)).Value!;
        var customer = new PlanCustomer(this, signedUp.AccountId, signedUp.AccountNumber, signedUp.UserId);
        await customer.TopUpAsync(wallet);
        return customer;
    }

    /// <summary>Moves the clock and lets the jobs do what has come due.</summary>
    internal async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await Keeper.AdvanceAllAsync(default);
    }

    internal async Task PassToAsync(DateTimeOffset at) => await PassAsync(at - Now);

    internal async Task VerifyAsync()
    {
        using var report = new StringWriter();
        await Calls.ExpandedAsync(App);
        Assert.True(await App.Get<LedgerVerify>().RunAsync([], report, default) == 0, report.ToString());
    }

    /// <summary>Lets the journal's writer catch up, which waits on the real clock.</summary>
    internal async Task<LedgerBalance> BalanceAsync(long number) => await App.Get<GeneralLedger>().BalanceAsync(number, default);
}

/// <summary>A customer of a <see cref="PlanRig"/>.</summary>
internal sealed record PlanCustomer(PlanRig Rig, Guid AccountId, long Number, Guid UserId)
{
    public Task TopUpAsync(decimal lira) =>
        Calls.PostAsync(Rig.App, Number, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, Money.FromLira(lira).Micros);

    public async Task<PlanQuote> QuoteAsync(Guid planId) => (await Rig.Desk.QuoteAsync(AccountId, Number, planId, default)).Value!;

    public Task<Outcome<SubscriptionFacts>> ChooseAsync(Guid planId, decimal most = 1_000_000) =>
        Rig.Desk.ChooseAsync(AccountId, Number, planId, (long)(most * 100), default);

    public Task<Outcome<SubscriptionFacts>> DecideAsync(PlanStep step) => Rig.Desk.DecideAsync(AccountId, step, default);

    public Task<SubscriptionFacts?> LiveAsync() => Rig.App.Get<WictzPortal.Plans.Subscriptions>().LiveAsync(AccountId, default);

    public Task<LedgerBalance> BalanceAsync() => Rig.BalanceAsync(Number);

    /// <summary>Wallet, set aside or not.</summary>
    public async Task<decimal> WalletAsync() => await BalanceAsync() is var balance ? balance.Wallet.Lira + balance.Aside.Lira : 0;

    public async Task<decimal> AllowanceAsync() => (await BalanceAsync()).Allowance.Lira;

    /// <summary>Uses credit by a call.</summary>
    public async Task UseAsync(decimal lira)
    {
        await Calls.ServeAsync(Rig.App, Calls.Usage(Number, Money.FromLira(lira).Micros, Rig.Now) with { PriceVersionId = await Calls.PriceAsync(Rig.App, Money.FromLira(lira).Micros) });
        await Calls.ExpandedAsync(Rig.App);
    }

    public async Task<decimal> AvailableAsync() => (await Rig.App.Get<Purses>().StateAsync(Number, default)).Available.Lira;

    public async Task<int> LettersAsync(string template)
    {
        await using var db = Rig.App.OpenDb();
        return db.Set<WictzPortal.Mail.OutboxMail>().IgnoreQueryFilters().Count(mail => mail.SubjectId == UserId && mail.Template == template);
    }
}
