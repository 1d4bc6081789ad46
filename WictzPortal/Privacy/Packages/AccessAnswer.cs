using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;
using WictzPortal.Recipients;

namespace WictzPortal.Privacy;

/// <summary>
/// What an access request is told beside the data itself: for what and by what right each category is used, who got it, until when it is
/// kept, where it is from, how decisions come about, and what the person can do (KVKK art. 11, GDPR art. 15).
/// </summary>
internal sealed class AccessAnswer(
    DataMap map, RecipientsSeen seen, Looks looks, IOptions<ControllerOptions> controller, IStringLocalizer<PrivacyText> T,
    IStringLocalizer<PoliciesText> policies)
{
    private static readonly JsonSerializerOptions Form =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="written">What the package holds of each table.</param>
    public async Task<string> ProcessingAsync(
        Guid userId, IReadOnlyList<(PackageTable Table, WrittenTable Written)> written, CancellationToken cancellationToken)
    {
        var looked = (await looks.OfAsync(userId, int.MaxValue, cancellationToken)).CountBy(look => look.Purpose).ToDictionary();
        return Processing(written, looked).ToJsonString(Form) + "\n";
    }

    private JsonObject Processing(IReadOnlyList<(PackageTable Table, WrittenTable Written)> written, Dictionary<Purpose, int> looked) => new()
    {
        ["isProcessed"] = written.Any(w => w.Written.Rows > 0),
        ["controller"] = controller.Value.Title,
        ["contact"] = controller.Value.Email,
        ["purposes"] = Purposes(looked),
        ["data"] = new JsonArray([.. written.Select(w => (JsonNode)Describe(w.Table, w.Written))]),
        ["source"] = Both(() => T["From you, from your use of the portal, and from the members of the accounts you share."]),
        ["automatedDecisions"] = Both(() => T["Each one that concerned you is in the tables with the rule, what it went by, and its outcome. You may ask that a person looks at it."]),
        ["transfers"] = Both(() => T["Recipients abroad, the ground of each transfer and when it was used are in recipients.json. You get a copy of the contracts on request."]),
        ["rights"] = Both(() => T["You may ask for correction, erasure, restriction and a copy, object, withdraw consents, and ask that a person reviews an automated decision."]),
        ["complaint"] = Both(() => T["You may complain to the Personal Data Protection Board within 30 days of our answer and 60 days of your request, to your supervisory authority in the European Union, and to the courts."]),
    };

    /// <summary>Who the person's data really went to (B-19).</summary>
    public async Task<string> RecipientsAsync(SubjectScope scope, CancellationToken cancellationToken)
    {
        var recipients = new JsonArray();
        foreach (var each in await seen.OfAsync([.. scope.AccountNumbers], cancellationToken))
        {
            var facts = each.Recipient.Facts;
            recipients.Add(new JsonObject
            {
                ["name"] = facts.Name,
                ["type"] = facts.Type.ToString(),
                ["role"] = facts.Role.ToString(),
                ["country"] = facts.Country,
                ["abroad"] = facts.IsAbroad,
                ["safeguard"] = facts.IsAbroad ? facts.Transfer.Mechanism.ToString() : null,
                ["safeguardReference"] = facts.IsAbroad ? facts.Transfer.Reference : null,
                ["purposes"] = Words(facts.Purposes.Select(p => p.ToString())),
                ["categories"] = Words(facts.Categories.Select(c => c.ToString())),
                ["keptThere"] = facts.KeptThere,
                ["policy"] = facts.PolicyUrl,
                ["firstOn"] = Cells.Words(each.FirstOn),
                ["lastOn"] = Cells.Words(each.LastOn),
            });
        }

        return recipients.ToJsonString(Form) + "\n";
    }

    private JsonArray Purposes(Dictionary<Purpose, int> looked)
    {
        var bases = map.Sets.Where(set => set.HasSubject).SelectMany(set => set.Properties).Select(p => p.Mark.Personal)
            .OfType<PersonalAttribute>().ToLookup(mark => mark.Purpose, mark => mark.Basis);
        return new JsonArray([..
            from purpose in Enum.GetValues<Purpose>()
            where bases.Contains(purpose) || looked.ContainsKey(purpose)
            select (JsonNode)new JsonObject
            {
                ["purpose"] = purpose.ToString(),
                ["name"] = Both(() => policies[PolicyWords.Name(purpose)]),
                ["aim"] = Both(() => policies[PolicyWords.Aim(purpose)]),
                ["looksByStaff"] = looked.GetValueOrDefault(purpose),
                ["legalBasis"] = Words(bases[purpose].Order().Select(LegalCodes.Of)),
            }]);
    }

    private JsonObject Describe(PackageTable table, WrittenTable written) => new()
    {
        ["table"] = table.Name,
        ["rows"] = written.Rows,
        ["categories"] = new JsonArray(
            [.. table.Marks.Select(m => m.Category).Distinct().Select(c => (JsonNode)Both(() => policies[PolicyWords.Name(c)]))]),
        ["purposes"] = Words(table.Marks.Select(m => m.Purpose.ToString())),
        ["legalBasis"] = Words(table.Marks.Select(m => LegalCodes.Of(m.Basis))),
        ["retention"] = LegalCodes.Of(table.Set.Rule),
        ["lastRowGoesOn"] = written.EndOf(table) is { } end ? Cells.Words(end) : null,
    };

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Distinct().Select(word => (JsonNode)word)]);

    private static JsonObject Both(Func<LocalizedString> write) => new()
    {
        ["tr"] = Policies.Bilingual.In("tr", () => write().Value),
        ["en"] = Policies.Bilingual.In("en", () => write().Value),
    };
}
