using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>A document in both languages, with what it was written from.</summary>
internal sealed record PolicyText(string TemplateTr, string TemplateEn, string Turkish, string English);

/// <summary>
/// Writes documents: a template says what only people can say, and <c>{{purposes}}</c> and the like are replaced by what the portal
/// really does, so that text and behaviour cannot part.
/// </summary>
internal sealed partial class PolicyPress(
    IEnumerable<IPolicyFacts> sources, Inventory inventory, IOptions<ControllerOptions> controller, IStringLocalizer<PoliciesText> T)
{
    /// <summary>Who answers, before the settings say it.</summary>
    public const string Unnamed = "Wictz Portal";

    /// <summary>The lists that a template may ask for.</summary>
    private static readonly Dictionary<string, PolicyFactKind> Lists = new()
    {
        ["purposes"] = PolicyFactKind.Purpose,
        ["retention"] = PolicyFactKind.Retention,
        ["recipients"] = PolicyFactKind.Recipient,
        ["decisions"] = PolicyFactKind.AutomatedDecision,
        ["rights"] = PolicyFactKind.Right,
        ["cookies"] = PolicyFactKind.Cookie,
    };

    /// <summary>What no document of a kind may leave out.</summary>
    private static readonly Dictionary<PolicyKind, string[]> Needed = new()
    {
        [PolicyKind.Privacy] = ["controller", "purposes", "retention", "recipients", "decisions", "rights"],
        [PolicyKind.Cookie] = ["controller", "cookies"],
        [PolicyKind.Processor] = ["controller", "recipients"],
        [PolicyKind.Terms] = [],
    };

    public string InventoryHash => inventory.Hash;

    /// <summary>The text that comes with the portal; empty for the terms of use, which are the operator's own.</summary>
    public static string Shipped(PolicyKind kind, string language)
    {
        using var stream = typeof(PolicyPress).Assembly.GetManifestResourceStream($"WictzPortal.Policies.{kind.Slug()}-{language}.md");
        if (stream is null)
        {
            return "";
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>Everything a document of the kind must tell at this moment.</summary>
    public async Task<IReadOnlyList<PolicyFact>> FactsAsync(PolicyKind kind, CancellationToken cancellationToken)
    {
        var wanted = Needed[kind].Where(Lists.ContainsKey).Select(name => Lists[name]).ToHashSet();
        var facts = new List<PolicyFact>();
        foreach (var source in sources)
        {
            facts.AddRange((await source.ListAsync(cancellationToken)).Where(fact => wanted.Contains(fact.Kind) && Concerns(kind, fact)));
        }

        return facts;
    }

    /// <summary>Fills the templates; refuses one that leaves a list out, asks for one that does not exist, or says what no notice may say.</summary>
    public Outcome<PolicyText> Write(PolicyKind kind, string templateTr, string templateEn, IReadOnlyList<PolicyFact> facts)
    {
        foreach (var template in new[] { templateTr, templateEn })
        {
            if (ProblemOf(kind, template) is { } problem)
            {
                return problem;
            }
        }

        return new PolicyText(templateTr, templateEn, Fill(templateTr, "tr", facts), Fill(templateEn, "en", facts));
    }

    // What customers send about others goes to providers of models, through the machines it runs on; a payment provider sees none of it.
    private static bool Concerns(PolicyKind kind, PolicyFact fact) =>
        kind != PolicyKind.Processor || fact.Parts?.Any(part => part is "type:AiProvider" or "type:Cloud") is true;

    private static Failure? ProblemOf(PolicyKind kind, string template)
    {
        var used = Placeholder().Matches(template).Select(match => match.Groups[1].Value).ToHashSet();
        return string.IsNullOrWhiteSpace(template) || template.Length > PolicyDraft.TemplateLength
                ? new Failure(FailureKind.Invalid, "policies.no_text", "Give the text in both languages, each in at most {0} characters.", PolicyDraft.TemplateLength)
            : Needed[kind].FirstOrDefault(name => !used.Contains(name)) is { } missing
                ? new Failure(FailureKind.Invalid, "policies.list_missing", "The text must contain {0} in both languages.", $"{{{{{missing}}}}}")
            : used.FirstOrDefault(name => name != "controller" && (!Lists.TryGetValue(name, out _) || !Needed[kind].Contains(name))) is { } unknown
                ? new Failure(FailureKind.Invalid, "policies.list_unknown", "There is no {0} in this document.", $"{{{{{unknown}}}}}")
            : ForbiddenPhrases.In(template) is { } phrase && kind != PolicyKind.Terms
                ? new Failure(FailureKind.Invalid, "policies.phrase_forbidden", "A notice informs and promises only what holds: leave out “{0}”.", phrase)
            : OutsideLink().Match(template) is { Success: true } link
                ? new Failure(FailureKind.Invalid, "policies.link_refused", "Links lead to https, mailto or a page of the portal: {0}", link.Groups[1].Value)
            : null;
    }

    private string Fill(string template, string language, IReadOnlyList<PolicyFact> facts) => Placeholder().Replace(template.ReplaceLineEndings("\n").Trim() + "\n", match =>
        match.Groups[1].Value == "controller"
            ? Bilingual.In(language, Controller)
            : ListOf(facts.Where(fact => fact.Kind == Lists[match.Groups[1].Value]), language));

    private string ListOf(IEnumerable<PolicyFact> facts, string language)
    {
        var lines = facts.Select(fact => $"- {(language == "tr" ? fact.Turkish : fact.English)}").ToList();
        return lines.Count > 0 ? string.Join('\n', lines) : Bilingual.In(language, () => T["At present there are none."].Value);
    }

    // KVKK art. 10 and B-39: who answers, with every way to reach them that is set.
    private string Controller()
    {
        var who = controller.Value;
        (string Label, string? Value)[] lines =
        [
            (T["Controller"], who.Title ?? Unnamed), (T["MERSİS number"], who.MersisNumber), (T["Address"], who.Address), (T["E-mail"], Link(who.Email)),
            (T["Registered e-mail (KEP)"], Link(who.Kep)), (T["Website"], Link(who.Website)), (T["Representative"], who.Representative),
        ];
        return string.Join('\n', lines.Where(line => line.Value is not null).Select(line => $"- {line.Label}: {line.Value}"));
    }

    private static string? Link(string? target) => target is null ? null : $"<{target}>";

    [GeneratedRegex(@"\{\{\s*([a-z]+)\s*\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\]\(\s*<?(?!https://|mailto:|/)([^)\s]*)")]
    private static partial Regex OutsideLink();
}
