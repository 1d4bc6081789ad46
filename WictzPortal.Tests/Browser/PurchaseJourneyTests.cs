using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Payments;
using WictzPortal.Plans;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Browser;

/// <summary>From the price page to a credit note, as a customer clicks it and a member of the billing staff approves.</summary>
public sealed class PurchaseJourneyTests
{
    [Fact, Trait("Promise", "B-05")]
    public async Task From_choosing_a_plan_to_an_invoice_and_from_a_refund_to_a_credit_note()
    {
        await using var app = await PortalApp.StartAsync(
            null, services => services.AddPaytrSandbox(), ("Accounts:AttemptsPerMinute", "1000"), ("Plans:SignUpCredit", "0"));
        await OfferPlanAsync(app);
        await using var window = await Chromium.OpenAsync(app);
        var (page, visitor) = (window.Page, new Visitor(app));
        await window.RegisterAsync(app, visitor);

        await IdentifyAsync(window);
        await ChoosePlanAsync(window);
        await PayAsync(page);
        await window.GoAsync("/billing/plan");
        await Assertions.Expect(page.GetByText("Active", new() { Exact = true }).First).ToBeVisibleAsync();

        var answer = await ChatCall.SendAsync(app, await window.CreateKeyAsync("my program"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await IssueAsync(app);
        var mail = (await visitor.MailsAsync()).First(m => m.Row.Template == "invoices.issued");
        await window.GoAsync("/billing/invoices");
        var number = await page.Locator("table a.wz-num").First.InnerTextAsync();
        Assert.Contains(number, mail.Letter!.Subject, StringComparison.Ordinal);
        Assert.NotNull(mail.Letter.Attachment);
        Assert.Contains(number, await PdfTextAsync(page, number), StringComparison.Ordinal);

        await TopUpAsync(window);
        await RefundAsync(app);
        await IssueAsync(app);
        await window.GoAsync("/billing/invoices");
        await Assertions.Expect(page.GetByText("Credit note").First).ToBeVisibleAsync();
        Assert.True(window.Errors.Count == 0, string.Join('\n', window.Errors));
    }

    private static async Task OfferPlanAsync(PortalApp app)
    {
        var editor = app.Get<PlanEditor>();
        var plan = (await editor.MakeAsync(new PlanDraft("solo", "Bireysel", "Solo", "Tek kişi için.", "For one person.", 1), null, default)).Value;
        var version = new NewPlanVersion(
            PlanPeriods.DayOf(TimeProvider.System.GetUtcNow()), 29_900, PlanPeriod.Month, Money.FromLira(330), PlanOverage.Wallet, 0, LimitSet.None);
        Assert.Null(await editor.AddVersionAsync(plan, version, null, default) ?? await editor.OfferAsync(plan, null, default));
    }

    private static async Task IdentifyAsync(Window window)
    {
        var page = window.Page;
        await window.GoAsync("/billing/identity");
        var company = page.Locator("[name='Input.TradeName']");
        await Assertions.Expect(company).ToBeHiddenAsync();
        await page.CheckAsync("#kind-corporate");
        await Assertions.Expect(company).ToBeVisibleAsync();      // what companies are asked for is asked of companies alone
        await page.CheckAsync("#kind-individual");
        foreach (var (field, value) in new[]
        {
            ("FirstName", "İnci"), ("FamilyName", "Öğüt"), ("TaxNumber", "19090909018"), ("Street", "Gül Cd. 7"), ("District", "Çankaya"),
            ("City", "Ankara"), ("Phone", "+90 555 000 11 22"),
        })
        {
            await page.FillAsync($"[name='Input.{field}']", value);
        }

        await page.ClickAsync("form.identity button[type=submit]");
        await page.WaitForURLAsync("**/billing/identity?done=saved");
    }

    private static async Task ChoosePlanAsync(Window window)
    {
        await window.GoAsync("/pricing");
        await window.Page.ClickAsync("a[href*='choose=solo']");
        var pay = window.Page.GetByRole(AriaRole.Button, new() { Name = "Pay ₺358.80" });
        await pay.ClickAsync();
        await window.Page.WaitForURLAsync("**/billing/pay/**");
    }

    private static async Task TopUpAsync(Window window)
    {
        await window.GoAsync("/billing/top-up?amount=500");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Continue to payment" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/billing/pay/**");
        await PayAsync(window.Page);
    }

    /// <summary>Pays in the frame of the payment provider, and waits until the portal has heard of it.</summary>
    private static async Task PayAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Go on to pay") }).ClickAsync();
        await page.FrameLocator("iframe").GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Thank you, your payment is here")).ToBeVisibleAsync(new() { Timeout = 15_000 });
    }

    private static async Task RefundAsync(PortalApp app)
    {
        await using (var db = app.OpenDb())
        {
            var topUp = await db.PaymentAttempts.SingleAsync(a => a.NetKurus == 50_000);
            Assert.True((await app.Get<RefundDesk>().AskAsync(topUp.Oid, 60_000, "Paid by mistake.", Guid.CreateVersion7(), default)).Succeeded);
        }

        await using var approves = await Steps.OpenStaffAsync(app, Roles.Billing);
        await approves.GoAsync("/admin/refunds");
        await approves.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Approve: ") }).ClickAsync();
        await Assertions.Expect(approves.Page.GetByText("PayTR has given the money back.")).ToBeVisibleAsync();
    }

    /// <summary>As the jobs do every half minute.</summary>
    private static async Task IssueAsync(PortalApp app)
    {
        await app.Get<IssueInvoicesJob>().RunAsync(default);
        await app.Get<PaperFinisher>().FinishAsync(default);
    }

    private static async Task<string> PdfTextAsync(IPage page, string number)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync($"a[aria-label='PDF of {number}']"));
        var file = Path.Combine(Path.GetTempPath(), $"invoice-{Guid.NewGuid():N}.pdf");
        await download.SaveAsAsync(file);
        try
        {
            return await PdfText.OfAsync(await File.ReadAllBytesAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
