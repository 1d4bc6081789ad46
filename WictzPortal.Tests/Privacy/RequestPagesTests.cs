using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Privacy;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;

namespace WictzPortal.Tests.Privacy;

/// <summary>The forms, and who may see what.</summary>
[Trait("Database", "Any"), Collection(RequestsShareOneApp.Name)]
public sealed partial class RequestPagesTests(RequestsRig rig)
{
    [Fact]
    [Trait("Promise", "B-16")]
    public async Task Whether_data_is_processed_is_told_to_the_address_alone()
    {
        var (known, _) = await Visitor.SignedUpAsync(rig.App);
        var stranger = new Visitor(rig.App);

        var screens = new[] { await AskAsync(known.Email, RequestType.Confirmation), await AskAsync(stranger.Email, RequestType.Confirmation) };

        Assert.Equal(Token().Replace(screens[0], ""), Token().Replace(screens[1], ""));
        Assert.Contains("there is an account with this address", await AnswerAsync(known.Email), StringComparison.Ordinal);
        Assert.Contains("we process no data under this address", await AnswerAsync(stranger.Email), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_form_says_what_is_wrong_and_stops_floods()
    {
        var email = new Visitor(rig.App).Email;

        Assert.Contains("at least one thing", await AskAsync(email), StringComparison.Ordinal);
        Assert.Contains("Enter an e-mail address", await AskAsync("nobody", RequestType.Objection), StringComparison.Ordinal);
        Assert.Contains("Thank you", await AskAsync(email, [RequestType.Objection], "https://spam.example.com"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(email));
        for (var i = 0; i < 4; i++)
        {
            Assert.Contains("Thank you", await AskAsync(email, RequestType.Objection), StringComparison.Ordinal);
        }

        Assert.Equal(3, await CountAsync(email));
    }

    [Fact]
    public async Task A_member_asks_after_a_fresh_proof_and_needs_no_number()
    {
        var (member, person) = await Visitor.SignedInAsync(rig.App);
        rig.Clock.Advance(StepUp.Lifetime);
        var asked = await member.Http.GetAsync("/privacy/requests/new");
        Assert.StartsWith("/step-up", PathOf(asked), StringComparison.Ordinal);
        await member.PostAsync(PathOf(asked), "step-up", ("Input.Current", Visitor.Password));

        var page = await member.GetAsync("/privacy/requests/new");
        Assert.DoesNotContain("ID number", page, StringComparison.Ordinal);
        var filed = await member.PostAsync(
            "/privacy/requests/new", "request", ("Input.Types", "5"), ("Input.Types", "9"), ("Input.Words", "My name is misspelt."), ("Input.Country", "DE"));

        var path = PathOf(filed).Split('?')[0];
        Assert.Contains("VB-2027-", await member.GetAsync(path), StringComparison.Ordinal);
        await using var db = rig.App.OpenDb();
        var request = await db.DataSubjectRequests.SingleAsync(r => r.UserId == person.UserId);
        Assert.Equal((RequestState.IdentityVerified, IdentityLevel.SteppedUp, "DE"), (request.State, request.ProvenLevel, request.Country));
        Assert.Equal([RequestType.Correction, RequestType.Compensation], await db.RequestLines.Where(l => l.RequestId == request.Id).Select(l => l.Type).ToListAsync());
        Assert.Contains((await rig.MailsAsync(request.Id)), m => m.Recipient == member.Email && m.Row.Template == "privacy.request_received");
    }

    [Fact]
    public async Task Somebody_elses_request_is_none()
    {
        var (mine, person) = await Visitor.SignedInAsync(rig.App);
        var (other, _) = await Visitor.SignedInAsync(rig.App);
        var filed = await rig.LetterAsync(RequestType.Complaint, f => f with { UserId = person.UserId });

        Assert.Contains("Where it stands", await mine.GetAsync($"/privacy/requests/{filed.Number}"), StringComparison.Ordinal);
        Assert.Contains("no such request of yours", await other.GetAsync($"/privacy/requests/{filed.Number}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync($"/privacy/requests/{filed.Number}/letter")).StatusCode);
        Assert.Equal("/not-allowed", PathOf(await other.Http.GetAsync($"/admin/requests/{filed.Number}")));
    }

    /// <summary>Being shut out takes the service away, and no right over the own data.</summary>
    [Fact]
    [Trait("Promise", "A-42")]
    public async Task Who_is_suspended_still_signs_in_for_the_own_rights()
    {
        var (visitor, person) = await Visitor.SignedUpAsync(rig.App);
        await rig.App.Get<StandingBook>().SuspendAsync(person.UserId, "Reported for abuse.", rig.Officer, default);
        await rig.App.Get<Standings>().RefreshAsync(default);

        await visitor.SignInAsync();

        foreach (var closed in (string[])["/", "/keys", "/billing", "/members"])
        {
            Assert.Equal("/privacy", PathOf(await visitor.Http.GetAsync(closed)));
        }

        foreach (var open in (string[])["/privacy", "/privacy/requests", "/privacy/requests/new", "/privacy/limits", "/legal/news", "/profile", "/security"])
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.Http.GetAsync(open)).StatusCode);
        }

        await rig.App.Get<StandingBook>().ReinstateAsync(person.UserId, "It was a mistake.", rig.Officer, default);
        await rig.App.Get<Standings>().RefreshAsync(default);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Http.GetAsync("/keys")).StatusCode);
    }

    [Fact]
    public async Task The_search_plan_names_every_table_that_knows_the_person()
    {
        var (_, person) = await Visitor.SignedInAsync(rig.App);

        var plan = await rig.App.Get<SearchPlan>().OfAsync(person.UserId, default);

        Assert.Contains(plan, table => table is { Table: "users", Rows: 1, KeptByLaw: false });
        Assert.Contains(plan, table => table is { Table: "user_sessions", Rows: 1 });
    }

    private string PathOf(HttpResponseMessage response) => new Uri(rig.App.Address, response.Headers.Location!).PathAndQuery;

    private Task<string> AskAsync(string email, params RequestType[] types) => AskAsync(email, types, "");

    // Without cookies, as from a browser that keeps none.
    private async Task<string> AskAsync(string email, RequestType[] types, string website)
    {
        using var http = rig.App.CreateClient(cookies: false, language: "en");
        var response = await http.PostAsync("/privacy/ask", new FormUrlEncodedContent([
            new("_handler", "ask"), new("Input.Name", "Deniz Aksoy"), new("Input.Email", email), new("Input.Website", website),
            .. types.Select(type => KeyValuePair.Create("Input.Types", $"{(int)type}"))]));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var html = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        return RandomId().Replace(html[html.IndexOf("<h1", StringComparison.Ordinal)..], "");
    }

    private async Task<int> CountAsync(string email)
    {
        await using var db = rig.App.OpenDb();
        var hash = rig.App.Get<RequestIntake>().HashOf(email);
        return await db.DataSubjectRequests.CountAsync(r => r.AddressHash == hash);
    }

    private async Task<string> AnswerAsync(string email)
    {
        await using var db = rig.App.OpenDb();
        var hash = rig.App.Get<RequestIntake>().HashOf(email);
        var request = await db.DataSubjectRequests.AsNoTracking().SingleAsync(r => r.AddressHash == hash);
        Assert.Equal(RequestState.Answered, request.State);
        Assert.Equal(email, (await rig.MailsAsync(request.Id))[0].Recipient);
        return WebUtility.HtmlDecode(System.Text.Encoding.UTF8.GetString(
            (await rig.App.Get<AnswerLetters>().FileAsync(request.Id, asHtml: true, default))!.Bytes));
    }

    // Radzen's, new on every page.
    [GeneratedRegex(" id=\"[^\"]*\"")]
    private static partial Regex RandomId();

    [GeneratedRegex("CfDJ8[A-Za-z0-9_+/=-]+")]
    private static partial Regex Token();
}
