using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Policies;
using WictzPortal.Tests.Architecture;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Policies;

/// <summary>What the documents that come with the portal say.</summary>
public sealed class DocumentTests
{
    /// <summary>Policy B's purposes beside the portal's own list (B-11).</summary>
    private static readonly Dictionary<string, Purpose[]> PolicyB = new()
    {
        ["Service Delivery"] = [Purpose.ServiceDelivery, Purpose.QuotaEnforcement],
        ["Account Management"] = [Purpose.AccountManagement],
        ["Billing"] = [Purpose.Billing],
        ["Customer Support"] = [Purpose.Support],
        ["Security"] = [Purpose.Security],
        ["Improvement"] = [Purpose.Improvement, Purpose.Analytics],
        ["Legal Compliance"] = [Purpose.LegalObligation, Purpose.LegalClaims],
    };

    [Theory, Trait("Promise", "A-01"), Trait("Promise", "B-01")]
    [InlineData(PolicyKind.Privacy, "tr", "Veri sorumlusu")]
    [InlineData(PolicyKind.Privacy, "en", "Who answers for your data")]
    [InlineData(PolicyKind.Cookie, "tr", "Neler tutulur")]
    [InlineData(PolicyKind.Cookie, "en", "What is kept")]
    [InlineData(PolicyKind.Processor, "tr", "Veri işleyen")]
    [InlineData(PolicyKind.Processor, "en", "The processor")]
    public async Task Anybody_reads_them_without_cookies_and_script(PolicyKind kind, string language, string heading)
    {
        var app = await PortalApp.SharedAsync;
        var stranger = app.CreateClient(cookies: false);
        var version = (await app.Get<PolicyShelf>().CurrentAsync(kind, default))!;

        var page = WebUtility.HtmlDecode(await stranger.GetStringAsync($"/legal/{kind.Slug()}?lang={language}"));
        var text = await stranger.GetByteArrayAsync($"/legal/{kind.Slug()}/{version.Number}/{language}.md");

        Assert.Matches($"<article lang=\"{language}\"[^>]*>(?s:.*)<h2 id=\"[^\"]+\">{heading}</h2>", page);
        Assert.Contains(version.Number, page, StringComparison.Ordinal);
        Assert.Contains(version.Hash(language), page, StringComparison.Ordinal);
        Assert.Equal(version.Hash(language), Convert.ToHexStringLower(SHA256.HashData(text)));
        Assert.DoesNotContain("{{", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/legal/nothing")]
    [InlineData("/legal/terms")]
    [InlineData("/legal/privacy/9.9.9")]
    [InlineData("/legal/privacy/1.0.0/changes")]
    [InlineData("/legal/privacy/9.9.9/tr.md")]
    public async Task What_was_not_published_is_not_found(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await (await PortalApp.SharedAsync).CreateClient().GetAsync(path)).StatusCode);

    [Theory]
    [Trait("Promise", "A-17"), Trait("Promise", "A-18"), Trait("Promise", "A-19"), Trait("Promise", "A-20"), Trait("Promise", "A-21")]
    [Trait("Promise", "A-22"), Trait("Promise", "A-23"), Trait("Promise", "A-24")]
    [InlineData("tr")]
    [InlineData("en")]
    public async Task Every_purpose_that_data_is_marked_with_is_told_with_its_bases(string language)
    {
        var app = await PortalApp.SharedAsync;
        var words = app.Get<IStringLocalizer<PoliciesText>>();
        var text = (await app.Get<PolicyShelf>().FindAsync(PolicyKind.Privacy, "1.0.0", default))!.Text(language);
        var marks = app.Get<WictzPortal.Data.DataMap>().Sets.SelectMany(set => set.Properties).Select(p => p.Mark.Personal).OfType<PersonalAttribute>();

        Assert.All(marks.GroupBy(mark => mark.Purpose), use =>
        {
            var line = text.Split('\n').Single(l => l.StartsWith($"- **{Bilingual.In(language, () => words[PolicyWords.Name(use.Key)].Value)}**", StringComparison.Ordinal));
            Assert.All(use.Select(m => PolicyWords.Name(m.Basis)).Concat(use.Select(m => PolicyWords.Name(m.Category))).Distinct(),
                word => Assert.Contains(Bilingual.In(language, () => words[word].Value), line, StringComparison.Ordinal));
        });
    }

    [Fact, Trait("Promise", "B-11"), Trait("Promise", "A-25")]
    public void The_purposes_are_those_of_the_policies_and_none_is_advertising()
    {
        Assert.Equal(Enum.GetValues<Purpose>().Order(), PolicyB.Values.SelectMany(purposes => purposes).Order());
        Assert.DoesNotContain(Enum.GetNames<Purpose>(), name => name.Contains("Market", StringComparison.Ordinal) || name.Contains("Train", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_word_of_the_lists_is_translated()
    {
        var known = Translations("Policies").Select(entry => entry.Key).ToHashSet();

        var words = Enum.GetValues<Purpose>().SelectMany(p => new[] { PolicyWords.Name(p), PolicyWords.Aim(p) })
            .Concat(Enum.GetValues<DataCategory>().Select(PolicyWords.Name))
            .Concat(Enum.GetValues<LegalBasis>().Select(PolicyWords.Name)).Concat(Enum.GetValues<RetentionRule>().Select(PolicyWords.Length))
            .Concat(PolicyKinds.All.Select(kind => kind.Title())).Concat(Enum.GetValues<Significance>().Select(weight => weight.Word()))
            .Concat(NoticeForm.All.Select(form => form.Recipients));

        Rule.HasNo(words.Where(word => !known.Contains(word)));
    }

    [Theory, Trait("Promise", "A-68")]
    [InlineData("tr", "## Güvenlik ve sınırları")]
    [InlineData("en", "## Security, and its limits")]
    public void Five_limits_are_admitted(string language, string heading)
    {
        var text = PolicyPress.Shipped(PolicyKind.Privacy, language);
        var section = text[text.IndexOf(heading, StringComparison.Ordinal)..];
        var lines = section[..section.IndexOf("\n## ", StringComparison.Ordinal)].Split('\n');

        Assert.Equal(5, lines.Count(line => line.StartsWith("- ", StringComparison.Ordinal)));
    }

    /// <summary>Whoever adds personal data, or marks it anew, must look whether the notices still tell all of it .</summary>
    [Fact, Trait("Promise", "A-66")]
    public async Task The_shipped_documents_were_written_for_this_inventory()
    {
        var known = await File.ReadAllTextAsync(Path.Combine(Sources.App, "Policies", "Documents", "inventory.sha256"));

        var inventory = (await PortalApp.SharedAsync).Get<PolicyPress>().InventoryHash;

        Assert.True(
            known.Trim() == inventory,
            $"The inventory of personal data has changed. Read Policies/Documents, make them tell what is new, then write {inventory} into inventory.sha256.");
    }

    /// <summary>No text of the portal, in either language, claims what nobody can keep, or takes reading for accepting .</summary>
    [Fact, Trait("Promise", "A-38"), Trait("Promise", "B-02"), Trait("Promise", "B-38")]
    public void Nothing_the_portal_says_is_a_forbidden_phrase()
    {
        var said = Directory.EnumerateDirectories(Sources.App).SelectMany(folder => Translations(Path.GetFileName(folder)))
            .SelectMany(entry => new[] { entry.Key, entry.Value })
            .Concat(PolicyKinds.All.SelectMany(kind => new[] { PolicyPress.Shipped(kind, "tr"), PolicyPress.Shipped(kind, "en") }));

        Rule.HasNo(said.Select(text => (text, Phrase: ForbiddenPhrases.In(text))).Where(found => found.Phrase is not null).Select(found => $"{found.Phrase}: {found.text}"));
    }

    [Theory]
    [InlineData("I have read and accept this notice.")]
    [InlineData("By using the service, you agree to this.")]
    [InlineData("Your continued use of our service means that you accept the policy.")]
    [InlineData("You are deemed to have accepted it.")]
    [InlineData("Okudum, kabul ediyorum")]
    [InlineData("Hizmeti kullanmaya devam etmeniz, kabul ettiğiniz anlamına gelir.")]
    [InlineData("Kabul etmiş sayılırsınız.")]
    [InlineData("Okudum ve onaylıyorum")]
    [InlineData("100 % secure")]
    [InlineData("%100 güvenli")]
    [InlineData("This is fully secure.")]
    [InlineData("Tamamen güvenli bir hizmet")]
    [InlineData("End-to-end encryption")]
    [InlineData("Uçtan uca şifreleme")]
    public void Forbidden_phrases_are_found(string text) => Assert.NotNull(ForbiddenPhrases.In(text));

    [Theory]
    [InlineData("Okudum, anladım")]
    [InlineData("I have read and understood")]
    [InlineData("Using the portal is never taken for consent.")]
    public void What_may_be_said_is_not(string text) => Assert.Null(ForbiddenPhrases.In(text));

    private static IEnumerable<(string Key, string Value)> Translations(string folder)
    {
        var file = Path.Combine(Sources.App, folder, $"{folder}Text.tr.resx");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("data").Select(d => (d.Attribute("name")!.Value, d.Element("value")!.Value))
            : [];
    }
}
