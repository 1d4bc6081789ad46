using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Architecture;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Policies;

/// <summary>What stands at a form that collects data (privacy-requirements §3.1 article 10, §3.3), and its proof.</summary>
[Trait("Promise", "B-02"), Trait("Promise", "B-38")]
public sealed partial class NoticeTests
{
    [Fact, Trait("Promise", "B-39")]
    public async Task Who_signs_up_reads_who_answers_what_for_on_which_basis_and_which_rights()
    {
        var visitor = new Visitor(await PortalApp.SharedAsync, "tr");

        var page = await visitor.GetAsync("/sign-up");

        var notice = Aside().Match(page).Value;
        Assert.Contains((await PortalApp.SharedAsync).Get<IOptions<ControllerOptions>>().Value.Title!, notice, StringComparison.Ordinal);
        Assert.Contains("hesap yönetimi", notice, StringComparison.Ordinal);
        Assert.Contains("KVKK 5/2-c", notice, StringComparison.Ordinal);
        Assert.Contains("Dışarıdan kimse almaz", notice, StringComparison.Ordinal);
        Assert.Contains("sildirebilir", notice, StringComparison.Ordinal);
        Assert.Matches("href=\"/legal/privacy/[0-9]+\\.[0-9]+\\.[0-9]+\"", notice);
        Assert.Null(ForbiddenPhrases.In(notice));
        Assert.DoesNotContain("checkbox", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_up_leaves_proof_of_the_very_version_that_was_shown()
    {
        var app = await PortalApp.SharedAsync;
        var visitor = new Visitor(app, "tr");
        var number = Shown().Match(await visitor.GetAsync("/sign-up")).Groups["number"].Value;

        await visitor.SignUpAsync();
        await visitor.SignUpAsync();

        await using var db = app.OpenDb();
        await using var scope = app.Services.CreateAsyncScope();
        var person = (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(visitor.Email))!;
        var proof = Assert.Single(await db.Set<NoticeShown>().Where(s => s.UserId == person.Id).ToListAsync());
        var version = await app.Get<PolicyShelf>().CurrentAsync(PolicyKind.Privacy, default);
        Assert.Equal(("sign-up", number, "tr", version!.HashTr), (proof.FormId, proof.Number, proof.Language, proof.Hash));
    }

    [Fact]
    public async Task The_forms_of_a_member_leave_their_own_proof()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);

        var answer = await visitor.PostAsync("/profile", "profile", ("Input.FirstName", "Deniz"), ("Input.LastName", "Aksoy"), (NoticeEvidence.Field, "made up"));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        await using var db = app.OpenDb();
        var proof = Assert.Single(await db.Set<NoticeShown>().Where(s => s.UserId == person.UserId).ToListAsync());
        Assert.Equal("profile", proof.FormId);
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+$", proof.Number);
    }

    [Fact]
    public void Each_form_that_collects_has_its_notice_and_keeps_the_proof()
    {
        var pages = Sources.Files(Sources.App, ".razor").Select(File.ReadAllText).Where(page => page.Contains("<NoticeBlock", StringComparison.Ordinal)).ToList();

        Assert.All(NoticeForm.All, form => Assert.Contains(pages, page => page.Contains($"NoticeForm.{NameOf(form)}\"", StringComparison.Ordinal)));
        Assert.All(pages, page => Assert.Matches("NoticeEvidence", page));
    }

    /// <summary>A notice and a consent never stand in one another, and no form waits for a consent (decision 2026/347).</summary>
    [Fact]
    public void A_notice_has_nothing_to_agree_to()
    {
        var notice = File.ReadAllText(Path.Combine(Sources.App, "Policies", "NoticeBlock.razor"));
        var consent = File.ReadAllText(Path.Combine(Sources.App, "Consent", "CookieChoices.razor"));
        var pages = Sources.Files(Sources.App, ".razor").Select(File.ReadAllText);

        Assert.DoesNotMatch("checkbox|<button|RadzenButton|RadzenCheckBox", notice);
        Assert.DoesNotContain("disabled", consent.Replace("checked disabled", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(pages, page => page.Contains("<NoticeBlock", StringComparison.Ordinal) && page.Contains("<CookieChoices", StringComparison.Ordinal));
    }

    private static string NameOf(NoticeForm form) => typeof(NoticeForm).GetFields().Single(field => ReferenceEquals(field.GetValue(null), form)).Name;

    [GeneratedRegex("<aside class=\"about\".*?</aside>", RegexOptions.Singleline)]
    private static partial Regex Aside();

    [GeneratedRegex("name=\"notice\" value=\"(?<number>[^\"]+)\"")]
    private static partial Regex Shown();
}
