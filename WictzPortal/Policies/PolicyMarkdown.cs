using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace WictzPortal.Policies;

/// <summary>Markdown of documents as HTML. Markup inside the text stays text, and the template's links have been checked.</summary>
internal static class PolicyMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    public static MarkupString Html(string markdown) => (MarkupString)Markdown.ToHtml(markdown, Pipeline);

    /// <summary>One line of it without its marks.</summary>
    public static string Plain(string? line) => line is null ? "" : Markdown.ToPlainText(line, Pipeline).Trim();

    /// <summary>The headings of the second order, with the ids that <see cref="Html"/> gives them.</summary>
    public static IReadOnlyList<(string Id, string Text)> Headings(string markdown) =>
    [
        .. Markdown.Parse(markdown, Pipeline).OfType<HeadingBlock>().Where(heading => heading.Level == 2)
            .Select(heading => (heading.GetAttributes().Id ?? "", string.Concat(heading.Inline?.Descendants<LiteralInline>().Select(text => text.ToString()) ?? []))),
    ];
}
