using System.Text.RegularExpressions;
using WictzPortal.Gateway;
using WictzPortal.Tests.Architecture;

namespace WictzPortal.Tests.Gateway;

/// <summary>docs/translation.md is generated from the code, so that it cannot promise anything else.</summary>
[Trait("Database", "Any")]
public sealed partial class TranslationDocTests
{
    private const string Head = """
        # What a translation carries

        A call goes to a provider of its own protocol as it is: its bytes pass, but for the model's name and what metering needs. To a provider
        of another protocol it is translated, and this page tells what becomes of each thing that not every protocol can say. It is generated from
        the code (`PORTAL_WRITE_DOCS=1 ./test.sh` writes it), and a test compares them.

        - **carried**: it means the same there.
        - **changed**: it is said in another way, with the difference named.
        - **left out**: it makes no difference that the answer would show, for the reason named.
        - **refused**: the request is answered with a 400 that names the field.

        A field that the caller's protocol does not have is refused by name as well, at any depth; nothing is passed over in silence.


        """;

    private const string Tail = """

        Answers come back in the caller's own form, with these particularities:

        - Figures are told in the caller's terms: OpenAI's and Google's input includes what was cached, Anthropic's does not; thoughts are output.
        - Chat completions have no field for thoughts; they stand in `reasoning_content`, and with what the provider needs back in
          `reasoning_details`. A client that sends the message back as it came keeps the thread of thought. Responses hold them in reasoning items.
        - A provider's seal on a tool call travels within the call's id; send ids back as they came.
        - A citation of a web page becomes OpenAI's `url_citation`; one of a document in the request has no form there and is left out.
        - A picture in the answer stands in `images` of a chat message, and as an `image_generation_call` in a response.
        - An answer that was cut off ends with the caller's own error event, never as if it were whole.

        """;

    [Fact]
    public void The_table_tells_what_the_code_does()
    {
        var path = Path.Combine(Sources.Root, "docs", "translation.md");
        var generated = Generated();
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, generated);
        }

        Assert.Equal(generated, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    /// <summary>What the typed form has no place for must not be called carried by any provider.</summary>
    [Fact]
    public void Nothing_that_is_not_held_is_said_to_be_carried()
    {
        Feature[] notHeld =
        [
            Feature.MessageName, Feature.FileId, Feature.AudioOutput, Feature.ImageOutput, Feature.BuiltInTools, Feature.LogitBias,
            Feature.PromptCacheHint, Feature.Metadata, Feature.ServiceTier, Feature.Prediction, Feature.ContextManagement,
        ];
        var carried =
            from form in Forms()
            from feature in notHeld
            where !form.Carries.TryGetValue(feature, out var carriage) || carriage.Kind is CarriageKind.Carried or CarriageKind.Changed
            select $"{form.Name}: {feature}";

        Rule.HasNo(carried);
    }

    private static string Generated()
    {
        var forms = Forms();
        List<string> lines =
        [
            Row("what a request may use", forms.Select(form => $"to {form.Name}")), Row("---", forms.Select(_ => "---")),
            .. Enum.GetValues<Feature>().Select(feature => Row(Plain(feature), forms.Select(form => Cell(form, feature)))),
        ];
        return $"{Head}{string.Join('\n', lines)}\n{Tail}".ReplaceLineEndings("\n");
    }

    private static string Row(string first, IEnumerable<string> cells) => $"| {first} | {string.Join(" | ", cells)} |";

    private static string Plain(Feature feature) => Words().Replace(feature.ToString(), " $1").Trim().ToLowerInvariant();

    private static string Cell(ProviderForm form, Feature feature) => form.Carries.TryGetValue(feature, out var carriage) ? carriage.Kind switch
    {
        CarriageKind.Changed => $"changed: {carriage.Note}",
        CarriageKind.Dropped => $"left out: {carriage.Note}",
        CarriageKind.Refused => $"**refused**: {carriage.Note}",
        _ => "carried",
    } : "carried";

    private static List<ProviderForm> Forms() =>
    [
        new ChatProviderForm("openai"), new ChatProviderForm("openai-compatible"),
        .. typeof(ProviderForm).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ProviderForm)) && type.GetConstructor([]) is not null)
            .OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => (ProviderForm)Activator.CreateInstance(type)!),
    ];

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();
}
