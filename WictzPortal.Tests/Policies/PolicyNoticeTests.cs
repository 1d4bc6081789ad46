using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Mail;
using WictzPortal.Policies;
using WictzPortal.Tests.Accounts;

namespace WictzPortal.Tests.Policies;

/// <summary>How people hear of a change.</summary>
public sealed partial class PolicyNoticeTests(PolicyRig rig) : IClassFixture<PolicyRig>
{
    [Fact, Trait("Promise", "B-37")]
    public async Task Everybody_active_has_a_delivery_or_a_bounce_before_a_significant_version_holds()
    {
        var (reached, _) = await Visitor.SignedUpAsync(rig.App);
        var (bounced, _) = await Visitor.SignedUpAsync(rig.App);
        await Visitor.SignedUpAsync(rig.App, confirmed: false);
        var version = await rig.PublishAsync(PolicyKind.Privacy, Significance.Significant);

        await rig.App.Get<PolicyPost>().TellAsync(default);
        var (latecomer, _) = await Visitor.SignedUpAsync(rig.App);
        await rig.App.Get<PolicyPost>().TellAsync(default);
        await rig.App.Get<PolicyPost>().TellAsync(default);
        await EndAsync(bounced.Email);
        await rig.App.Get<PolicyPost>().TellAsync(default);

        await using var db = rig.App.OpenDb();
        var active = await db.Users.CountAsync(u => u.EmailConfirmed);
        var notices = await db.Set<PolicyNotice>().Where(n => n.VersionId == version.Id).ToListAsync();
        Assert.Equal(active, notices.Count);
        Assert.All(notices, notice => Assert.NotEqual(MailState.Queued, notice.Delivery));
        Assert.Single(notices, notice => notice.Delivery == MailState.Failed);
        Assert.All(notices, notice => Assert.True(notice.QueuedAt < version.EffectiveAt));
        foreach (var visitor in new[] { reached, bounced, latecomer })
        {
            Assert.Single(await visitor.MailsAsync(), mail => mail.Row.Template == PolicyPost.Template);
        }
    }

    [Fact, Trait("Promise", "B-37"), Trait("Promise", "A-64")]
    public async Task The_banner_stays_until_it_is_put_away_by_its_own_person()
    {
        var (visitor, _) = await Visitor.SignedInAsync(rig.App);
        var (stranger, _) = await Visitor.SignedInAsync(rig.App);
        await rig.PublishAsync(PolicyKind.Processor, Significance.Significant);
        await rig.App.Get<PolicyPost>().TellAsync(default);
        var path = Dismiss().Match(await visitor.GetAsync("/profile")).Value;
        Assert.NotEqual("", path);

        await DismissAsync(stranger, path);
        Assert.Contains(path, await visitor.GetAsync("/profile"), StringComparison.Ordinal);
        var answer = await DismissAsync(visitor, path);

        Assert.Equal("/profile", answer.Headers.Location?.OriginalString);
        Assert.DoesNotContain(path, await visitor.GetAsync("/profile"), StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "A-64")]
    public async Task What_changed_is_found_from_every_page_in_the_feed_and_side_by_side()
    {
        var (visitor, _) = await Visitor.SignedInAsync(rig.App);
        var version = await rig.PublishAsync(PolicyKind.Cookie);

        var news = await visitor.GetAsync("/legal/news");
        var changes = await visitor.GetAsync($"/legal/cookie/{version.Number}/changes");
        var feed = XDocument.Parse(await visitor.GetAsync("/legal/feed.atom"));

        Assert.Contains("href=\"/legal/privacy\"", await new Visitor(rig.App).GetAsync("/sign-in"), StringComparison.Ordinal);
        Assert.Contains(version.SummaryEn, news, StringComparison.Ordinal);
        Assert.Matches("<ins[^>]*>New sentence [0-9]+\\.</ins>", changes);
        XNamespace atom = "http://www.w3.org/2005/Atom";
        Assert.Contains(feed.Root!.Elements(atom + "entry"), entry => entry.Element(atom + "id")!.Value.EndsWith(version.Path, StringComparison.Ordinal));
    }

    // What the mail server says in the end: taken, but for one address.
    private async Task EndAsync(string bounces)
    {
        await using var db = rig.App.OpenDb();
        var browser = rig.App.Get<MailBrowser>();
        foreach (var mail in await db.Set<OutboxMail>().Where(m => m.Template == PolicyPost.Template && m.State == MailState.Queued).ToListAsync())
        {
            var recipient = (await browser.OpenAsync(mail.Id, new WictzPortal.Audit.AuditNote("mail.opened", null), default))!.Recipient;
            for (var i = 0; i < 8 && recipient == bounces; i++)
            {
                mail.MarkFailed("SMTP 550", rig.Clock.GetUtcNow());
            }

            if (recipient != bounces)
            {
                mail.MarkSent(rig.Clock.GetUtcNow());
            }
        }

        await db.SaveChangesAsync();
    }

    private static async Task<HttpResponseMessage> DismissAsync(Visitor visitor, string path) => await visitor.Http.PostAsync(
        path, new FormUrlEncodedContent(
            [KeyValuePair.Create("__RequestVerificationToken", await visitor.TokenAsync("/profile")), KeyValuePair.Create("back", "/profile")]));

    [GeneratedRegex("/legal/notices/[0-9a-f-]+/dismiss")]
    private static partial Regex Dismiss();
}
