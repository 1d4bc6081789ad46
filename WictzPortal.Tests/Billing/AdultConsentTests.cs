using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Mail;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Billing;

public sealed class AdultConsentTests
{
    [Fact]
    public async Task A_minor_pays_only_after_an_adult_has_agreed_by_a_link_that_works_once()
    {
        var app = await PortalApp.SharedAsync;
        var (minor, _) = await MinorAsync(app);
        var (order, path) = await OrderAsync(app, minor);
        Assert.Equal((OrderState.AwaitsAdult, false), (order.State, order.MayBePaid));
        var parent = new Visitor(app) { Email = $"parent.{Guid.NewGuid():N}@example.com" };
        await minor.PostAsync(path, "ask", ("Input.Email", parent.Email));
        var link = await parent.LinkAsync(AdultLetters.AskTemplate);
        Assert.Contains("₺300.00", await parent.GetAsync(link), StringComparison.Ordinal);

        await parent.PostAsync(link, "confirm-purchase", ("Agreed", "true"));

        Assert.True((await app.Get<Orders>().FindAsync(order.Id, default))!.MayBePaid);
        Assert.Contains("This link was used", await parent.GetAsync(link), StringComparison.Ordinal);
        Assert.Contains($"/billing/pay/{order.Id}", await minor.GetAsync("/billing"), StringComparison.Ordinal);
        await using var db = app.OpenDb();
        var facts = await db.AdultConsents.SingleAsync(c => c.OrderId == order.Id);
        Assert.Equal((true, null), (facts.Agreed, facts.AnsweredBy));
        Assert.NotNull(facts.AnsweredAt);
        var mail = await db.Set<OutboxMail>().SingleAsync(m => m.SubjectId == order.Id);
        Assert.Null(await app.Get<Vault>().OpenAsync(order.Id, mail.Recipient, WictzPortal.Kernel.Purpose.Billing, default));      // forgotten
    }

    [Fact]
    public async Task What_an_adult_declines_is_never_paid()
    {
        var app = await PortalApp.SharedAsync;
        var (minor, _) = await MinorAsync(app);
        var (order, path) = await OrderAsync(app, minor);
        var parent = new Visitor(app) { Email = $"parent.{Guid.NewGuid():N}@example.com" };
        await minor.PostAsync(path, "ask", ("Input.Email", parent.Email));
        var link = await parent.LinkAsync(AdultLetters.AskTemplate);

        await parent.PostAsync(link, "confirm-purchase", ("Agreed", "false"));

        Assert.Equal(OrderState.Canceled, (await app.Get<Orders>().FindAsync(order.Id, default))!.State);
        Assert.False(await app.Get<AdultConsents>().AnswerAsync(link.Split('/')[^1], agreed: true, default));
    }

    [Fact]
    public async Task Nobody_agrees_for_themselves()
    {
        var app = await PortalApp.SharedAsync;
        var (minor, person) = await MinorAsync(app);
        var (order, path) = await OrderAsync(app, minor);

        var own = await minor.PostAsync(path, "ask", ("Input.Email", minor.Email.ToUpperInvariant()));
        await minor.PostAsync(path, "ask", ("Input.Email", "nobody"));
        var failure = await app.Get<AdultConsents>().AnswerAsync(order.Id, new Buyer(person.AccountId, 1, person.UserId), agreed: true, default);

        Assert.Contains("This is your own address", await own.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("billing.adult_needed", failure!.Code);
        Assert.Equal("billing.adult_needed", (await app.Get<Orders>().MayBuyAsync(person.UserId, default))!.Code);
        Assert.False((await app.Get<Orders>().FindAsync(order.Id, default))!.MayBePaid);
    }

    [Fact]
    public async Task Another_adult_of_the_account_agrees_in_the_portal_and_another_minor_does_not()
    {
        var app = await PortalApp.SharedAsync;
        var (minor, person) = await MinorAsync(app);
        var (order, path) = await OrderAsync(app, minor);
        var (friend, friendIds) = await MinorAsync(app);
        var (adult, adultIds) = await Visitor.SignedInAsync(app);
        foreach (var (guest, ids) in new[] { (friend, friendIds), (adult, adultIds) })
        {
            await app.Get<Members>().AddAsync(person.AccountId, ids.UserId, MemberRole.Admin, default);
            await guest.SwitchAsync(person.AccountId);
        }

        Assert.DoesNotContain("Agree<", await friend.GetAsync(path), StringComparison.Ordinal);
        Assert.NotNull(await app.Get<AdultConsents>().AnswerAsync(order.Id, new Buyer(person.AccountId, 1, friendIds.UserId), agreed: true, default));
        await adult.PostAsync(path, "answer", ("Agreed", "true"));

        Assert.True((await app.Get<Orders>().FindAsync(order.Id, default))!.MayBePaid);
        await using var db = app.OpenDb();
        Assert.Equal(adultIds.UserId, (await db.AdultConsents.SingleAsync(c => c.OrderId == order.Id)).AnsweredBy);
    }

    [Fact]
    public async Task A_newer_link_ends_the_older_and_there_are_three_at_most()
    {
        var app = await PortalApp.SharedAsync;
        var (minor, person) = await MinorAsync(app);
        var (order, _) = await OrderAsync(app, minor);
        var (consents, buyer) = (app.Get<AdultConsents>(), new Buyer(person.AccountId, person.AccountNumber, person.UserId));
        var parent = new Visitor(app) { Email = $"parent.{Guid.NewGuid():N}@example.com" };
        Assert.Null(await consents.MailAsync(order.Id, buyer, minor.Email, parent.Email, default));
        var older = await parent.LinkAsync(AdultLetters.AskTemplate);

        Assert.Null(await consents.MailAsync(order.Id, buyer, minor.Email, parent.Email, default));
        Assert.Null(await consents.MailAsync(order.Id, buyer, minor.Email, parent.Email, default));

        Assert.Equal("billing.too_many_links", (await consents.MailAsync(order.Id, buyer, minor.Email, parent.Email, default))!.Code);
        Assert.Contains("replaced by a newer one", await parent.GetAsync(older), StringComparison.Ordinal);
    }

    private static async Task<(Visitor Visitor, SignedUp Person)> MinorAsync(PortalApp app)
    {
        var visitor = new Visitor(app);
        var outcome = await app.Get<SignUp>().RegisterAsync(
            new NewUser("Deniz", "Aksoy", visitor.Email, Visitor.Password, AgeBand.From16To17) { EmailConfirmed = true }, default);
        await app.Get<BillingIdentities>().SaveAsync(outcome.Value!.AccountId, BillingIdentityTests.Facts, default);
        await visitor.SignInAsync();
        return (visitor, outcome.Value);
    }

    private static async Task<(OrderFacts Order, string Path)> OrderAsync(PortalApp app, Visitor minor)
    {
        var id = Guid.CreateVersion7();
        var answer = await TopUpTests.PostAsync(minor, id.ToString(), "250");
        Assert.EndsWith($"/billing/adult/{id}", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return ((await app.Get<Orders>().FindAsync(id, default))!, $"/billing/adult/{id}");
    }
}
