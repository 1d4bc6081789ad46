using System.Net;
using WictzPortal.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

public sealed class EmailChangeTests
{
    [Fact]
    public async Task The_new_address_counts_once_its_own_mail_is_opened()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await Visitor.SignedInAsync(app);
        var renamed = new Visitor(app);

        var asked = await visitor.PostAsync("/security", "change-email", ("Input.Email", renamed.Email));
        Assert.EndsWith("done=email-sent", asked.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Empty(await visitor.MailsAsync());      // the old address cannot confirm
        Assert.Equal(HttpStatusCode.OK, (await renamed.SignInAsync()).StatusCode);
        var link = await renamed.LinkAsync("accounts.change_email");
        var confirmed = await visitor.PostAsync(link, "confirm");

        Assert.EndsWith("done=email", confirmed.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("accounts.email_changed", Assert.Single(await visitor.MailsAsync()).Row.Template);
        Assert.Equal(HttpStatusCode.Found, (await renamed.SignInAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await new Visitor(app) { Email = visitor.Email }.SignInAsync()).StatusCode);
        var again = await visitor.PostAsync(link, "confirm");
        Assert.Contains("used already or has expired", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_serves_no_other_address_than_it_was_mailed_to()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await Visitor.SignedInAsync(app);
        var (mailed, stolen) = (new Visitor(app), new Visitor(app));
        await visitor.PostAsync("/security", "change-email", ("Input.Email", mailed.Email));
        var link = await mailed.LinkAsync("accounts.change_email");
        var other = AccountLinks.ChangeEmail(Guid.NewGuid(), "token", stolen.Email);

        var bent = link.Replace(Parameter(link), Parameter(other), StringComparison.Ordinal);
        Assert.NotEqual(link, bent);
        var refused = await visitor.PostAsync(bent, "confirm");

        Assert.Contains("used already or has expired", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await stolen.SignInAsync()).StatusCode);

        static string Parameter(string path) => path.Split('?', '&').Single(p => p.StartsWith("email=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_has_an_account_gets_no_mail_and_the_same_answer()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, _) = await Visitor.SignedInAsync(app);
        var (other, _) = await Visitor.SignedUpAsync(app);

        var asked = await visitor.PostAsync("/security", "change-email", ("Input.Email", other.Email));

        Assert.EndsWith("done=email-sent", asked.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Empty(await other.MailsAsync());
    }
}
