using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace WictzPortal.Tests.Browser;

/// <summary>axe on a page, in both themes; its script is read once for each page that is opened.</summary>
internal static class Axe
{
    // Without transitions a change of colours is whole in the next frame; with them it takes seconds, level by level of the document.
    private static readonly string Prepare = $$"""
        () => {
            const still = new CSSStyleSheet();
            still.replaceSync('*, ::before, ::after { transition: none !important }');
            document.adoptedStyleSheets.push(still);
            {{new BundledAxeScriptProvider().GetScript()}}
        }
        """;

    private const string Draw = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))";

    // What passes is not described: to name each such node takes most of the time.
    private const string Violations = """
        async options => (await axe.run(document, { ...options, resultTypes: ['violations'] })).violations.map(found =>
            `${found.id}: ${found.help} ${found.nodes.slice(0, 3).map(node => node.html).join(' | ')}`)
        """;

    /// <summary>What is wrong with the page as it stands, in the light theme and in the dark one.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page)
    {
        await page.WaitForFunctionAsync("() => document.title !== ''");      // it is gone for a moment when a page becomes live
        await page.EvaluateAsync(Prepare);
        var light = await page.EvaluateAsync<string[]>(Violations, new { });

        // The dark theme is the same page in other colours, so contrast is all that can differ.
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.EvaluateAsync(Draw);
        var dark = await page.EvaluateAsync<string[]>(Violations, new { runOnly = "color-contrast" });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        return [.. light, .. dark.Select(found => $"(dark) {found}")];
    }
}
