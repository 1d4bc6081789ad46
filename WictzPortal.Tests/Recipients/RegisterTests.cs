using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Recipients;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Recipients;

/// <summary>The register changes by two people, and says only what may be said.</summary>
public sealed class RegisterTests
{
    [Fact]
    public async Task Nothing_stands_in_the_register_before_a_second_person_has_agreed()
    {
        var app = await PortalApp.SharedAsync;
        var (desk, book, facts) = (app.Get<RecipientDesk>(), app.Get<RecipientBook>(), RegisterRig.Provider());
        await RegisterRig.TellAsync(app, facts);

        var asked = await desk.AskAsync(null, facts, "Yeni sağlayıcı.", RegisterRig.First, default);
        var before = book.Allows(facts.Hosts[0]);
        var alone = await desk.ApproveAsync(asked.Value, RegisterRig.First, default);
        var together = await desk.ApproveAsync(asked.Value, RegisterRig.Second, default);
        var again = await desk.ApproveAsync(asked.Value, RegisterRig.Second, default);

        Assert.False(before);
        Assert.Equal("recipients.same_person", alone?.Code);
        Assert.Null(together);
        Assert.Equal("recipients.decided", again?.Code);
        Assert.True(book.Allows(facts.Hosts[0]));
        await using var db = app.OpenDb();
        var trail = await db.AuditEntries.Where(e => e.Target == facts.Name).OrderBy(e => e.Number).Select(e => new { e.Action, e.ActorId }).ToListAsync();
        Assert.Equal(
            [("recipients.change_asked", RegisterRig.First), ("recipients.change_approved", RegisterRig.Second)],
            trail.Select(e => (e.Action, e.ActorId!.Value)));
    }

    [Fact, Trait("Promise", "B-37"), Trait("Promise", "A-67")]
    public async Task A_recipient_in_a_new_country_waits_for_a_notice_that_tells_of_it()
    {
        var app = await PortalApp.SharedAsync;
        var (desk, book) = (app.Get<RecipientDesk>(), app.Get<RecipientBook>());
        var facts = RegisterRig.Provider() with { Country = "NZ", Transfer = new TransferGround(TransferMechanism.BindingCorporateRules, "BCR-1") };
        var asked = await desk.AskAsync(null, facts, "Yeni ülke.", RegisterRig.First, default);

        var before = await desk.ApproveAsync(asked.Value, RegisterRig.Second, default);
        var open = book.Allows(facts.Hosts[0]);
        await RegisterRig.TellAsync(app, facts);
        var after = await desk.ApproveAsync(asked.Value, RegisterRig.Second, default);

        Assert.Equal(("recipients.untold", false), (before?.Code, open));
        Assert.Null(after);
        Assert.True(book.Allows(facts.Hosts[0]));
    }

    [Fact]
    public async Task One_person_stops_a_recipient_and_two_let_it_begin_again()
    {
        var app = await PortalApp.SharedAsync;
        var (desk, book, facts) = (app.Get<RecipientDesk>(), app.Get<RecipientBook>(), RegisterRig.Provider());
        var entry = await RegisterRig.EnterAsync(app, facts);

        await desk.EndAsync(entry.Id, "Sözleşme feshedildi.", RegisterRig.First, default);
        var ended = (book.Allows(facts.Hosts[0]), book.Find(entry.Id)!.HindranceAt(DateTimeOffset.UnixEpoch));
        var asked = await desk.AskAsync(entry.Id, facts, "Yeniden anlaşıldı.", RegisterRig.First, default);
        var waits = book.Allows(facts.Hosts[0]);
        await desk.ApproveAsync(asked.Value, RegisterRig.Second, default);

        Assert.Equal((false, RecipientHindrance.Ended), ended);
        Assert.False(waits);
        Assert.True(book.Allows(facts.Hosts[0]));
        Assert.Equal(entry.Id, book.OfHost(facts.Hosts[0])!.Id);
        Assert.Equal(2, (await app.Get<RecipientRegister>().HistoryAsync(entry.Id, default)).Count);
    }

    [Fact]
    public async Task A_change_leaves_the_entry_as_it_is_until_it_is_approved()
    {
        var app = await PortalApp.SharedAsync;
        var (desk, book, facts) = (app.Get<RecipientDesk>(), app.Get<RecipientBook>(), RegisterRig.Provider());
        var entry = await RegisterRig.EnterAsync(app, facts);
        var moved = facts with { Hosts = [$"api2.{Guid.NewGuid():N}.example"] };

        var asked = await desk.AskAsync(entry.Id, moved, "Yeni adres.", RegisterRig.Second, default);
        var second = await desk.AskAsync(entry.Id, moved, "Bir daha.", RegisterRig.First, default);
        var before = (book.Allows(facts.Hosts[0]), book.Allows(moved.Hosts[0]));
        Assert.Null(await desk.RejectAsync(asked.Value, RegisterRig.First, default));
        var rejected = (book.Allows(facts.Hosts[0]), book.Allows(moved.Hosts[0]));
        var once = await desk.AskAsync(entry.Id, moved, "Yeni adres.", RegisterRig.Second, default);
        await desk.ApproveAsync(once.Value, RegisterRig.First, default);

        Assert.Equal("recipients.waiting", second.Failure?.Code);
        Assert.Equal((true, false), before);
        Assert.Equal((true, false), rejected);
        Assert.Equal((false, true), (book.Allows(facts.Hosts[0]), book.Allows(moved.Hosts[0])));
    }

    [Theory]
    [Trait("Promise", "A-28")]
    [Trait("Promise", "A-29")]
    [Trait("Promise", "A-41")]
    [Trait("Promise", "A-52")]
    [Trait("Promise", "B-32")]
    [InlineData("abroad without a ground", "recipients.ground")]
    [InlineData("calls by derogation", "recipients.derogation")]
    [InlineData("a contract nobody signed", "recipients.unsigned")]
    [InlineData("no policy", "recipients.policy")]
    [InlineData("trains", "recipients.trains")]
    [InlineData("no host", "recipients.no_host")]
    [InlineData("an address for a host", "recipients.host")]
    [InlineData("somebody's host", "recipients.host_taken")]
    [InlineData("a partner in confidence of nobody", "recipients.confidentiality")]
    [InlineData("a partner in confidence for ever", "recipients.confidentiality")]
    [InlineData("a cloud abroad", "recipients.cloud_abroad")]
    [InlineData("analytics without consent", "recipients.analytics")]
    [InlineData("no purpose", "recipients.purpose")]
    [InlineData("a long country", "recipients.country")]
    public async Task What_may_not_be_entered_cannot_be_asked_for(string mistake, string code)
    {
        var app = await PortalApp.SharedAsync;
        var good = RegisterRig.Provider();
        var abroad = good with { Country = "US" };
        var signed = new DateOnly(2026, 11, 2);
        var facts = mistake switch
        {
            "abroad without a ground" => abroad,
            "calls by derogation" => abroad with { Transfer = new TransferGround(TransferMechanism.Derogation) },
            "a contract nobody signed" => abroad with { Transfer = new TransferGround(TransferMechanism.StandardContract, "SC-1") },
            "no policy" => good with { PolicyUrl = null },
            "trains" => good with { TrainsOnData = true },
            "no host" => good with { Hosts = [] },
            "an address for a host" => good with { Hosts = ["https://api.example.com/v1"] },
            "somebody's host" => good with { Hosts = (await RegisterRig.EnterAsync(app, RegisterRig.Provider())).Facts.Hosts },
            "a partner in confidence of nobody" => good with { Type = RecipientType.Partner },
            "a partner in confidence for ever" => good with { Type = RecipientType.Partner, Confidentiality = new Agreement("NDA-1", signed, null) },
            "a cloud abroad" => abroad with { Type = RecipientType.Cloud, Transfer = new TransferGround(TransferMechanism.Adequacy) },
            "analytics without consent" => good with { Type = RecipientType.Analytics },
            "no purpose" => good with { Purposes = [] },
            _ => good with { Country = "USA" },
        };

        var asked = await app.Get<RecipientDesk>().AskAsync(null, facts, "Deneme.", RegisterRig.First, default);

        Assert.Equal(code, asked.Failure?.Code);
        Assert.DoesNotContain(await app.Get<RecipientRegister>().WaitingAsync(default), row => row.Facts.Name == facts.Name);
    }

    [Fact]
    public async Task An_entry_comes_back_from_the_tables_as_it_was_entered()
    {
        var app = await PortalApp.SharedAsync;
        var signed = new DateOnly(2026, 11, 2);
        var facts = RegisterRig.Provider() with
        {
            Type = RecipientType.Partner,
            Country = "US",
            Transfer = new TransferGround(TransferMechanism.StandardContract, "SC-9", signed, signed.AddDays(2), signed.AddYears(2)),
            Contract = new Agreement("DPA-1", signed, null),
            Confidentiality = new Agreement("NDA-1", signed, signed.AddYears(1)),
            KeptThere = "30 gün",
            Contact = "privacy@example.com",
        };

        var entry = await RegisterRig.EnterAsync(app, facts);

        Assert.Equal(facts.ToJson(), RecipientFacts.FromJson(entry.Facts.ToJson()).ToJson());
        Assert.Equal((facts.Transfer, facts.Confidentiality, facts.Contract), (entry.Facts.Transfer, entry.Facts.Confidentiality, entry.Facts.Contract));
    }
}
