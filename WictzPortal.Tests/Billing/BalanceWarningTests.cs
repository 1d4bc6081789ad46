using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Ledger;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Usage;
using WictzPortal.Webhooks;

namespace WictzPortal.Tests.Billing;

public sealed class BalanceWarningTests
{
    private const long Lira = 100_000_000;

    [Fact]
    public async Task Owners_and_admins_are_warned_once_per_crossing_and_again_after_the_balance_has_been_above()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedUpAsync(app);
        var (admin, adminIds) = await Visitor.SignedUpAsync(app);
        var (reader, readerIds) = await Visitor.SignedUpAsync(app);
        await app.Get<Members>().AddAsync(account.AccountId, adminIds.UserId, MemberRole.Admin, default);
        await app.Get<Members>().AddAsync(account.AccountId, readerIds.UserId, MemberRole.Viewer, default);
        await app.Get<WebhookDesk>().AddAsync(account.AccountId, "https://example.com/hook", default);
        var (warnings, number) = (app.Get<BalanceWarnings>(), account.AccountNumber);
        var start = (await app.Get<GeneralLedger>().BalanceAsync(number, default)).Total.Micros / Lira;
        await MoveAsync(app, number, 100);
        await warnings.SetAsync(account.AccountId, number, [(start + 50) * 100, (start + 20) * 100], default);

        await warnings.CheckAsync(default);
        Assert.Equal(0, await MailsAsync(owner));
        await MoveAsync(app, number, -60);
        await warnings.CheckAsync(default);
        await warnings.CheckAsync(default);
        Assert.Equal((1, 1, 0), (await MailsAsync(owner), await MailsAsync(admin), await MailsAsync(reader)));
        await MoveAsync(app, number, -30);
        await warnings.CheckAsync(default);
        Assert.Equal(2, await MailsAsync(owner));      // the lower one

        await MoveAsync(app, number, 100);
        await warnings.CheckAsync(default);
        await MoveAsync(app, number, -105);
        await warnings.CheckAsync(default);
        Assert.Equal(3, await MailsAsync(owner));      // both at once are one piece of news

        Assert.Equal(3, (await app.Get<WebhookDesk>().DeliveriesAsync(account.AccountId, default)).Count(delivery => delivery.Event == BalanceWarnings.Event));
    }

    [Fact]
    public async Task A_threshold_above_the_balance_waits_until_the_balance_has_been_above_it()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedUpAsync(app);
        var (warnings, number) = (app.Get<BalanceWarnings>(), account.AccountNumber);
        await warnings.SetAsync(account.AccountId, number, [500_000], default);

        await warnings.CheckAsync(default);
        Assert.Equal(0, await MailsAsync(owner));
        await MoveAsync(app, number, 6000);
        await warnings.CheckAsync(default);
        await MoveAsync(app, number, -5999);
        await warnings.CheckAsync(default);

        Assert.Equal(1, await MailsAsync(owner));
    }

    private static async Task<int> MailsAsync(Visitor visitor) =>
        (await visitor.MailsAsync()).Count(mail => mail.Row.Template == WarningLetters.LowTemplate);

    private static Task MoveAsync(PortalApp app, long number, long lira) =>
        Calls.PostAsync(app, number, LedgerAccount.CustomerWallet, LedgerAccount.PaytrClearing, lira * Lira);
}
