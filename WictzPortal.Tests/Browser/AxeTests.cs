using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Browser;

/// <summary>axe finds what is planted, so that its silence elsewhere says something.</summary>
public sealed class AxeTests
{
    [Fact]
    public async Task Planted_faults_are_found_in_the_theme_that_has_them()
    {
        await using var window = await Chromium.OpenAsync(await PortalApp.SharedAsync);
        await window.GoAsync("/sign-in");
        await window.Page.EvaluateAsync("""
            () => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(`
                    #dim { background: #fff; color: #000; transition: all 60s; }
                    @media (prefers-color-scheme: dark) { #dim { background: #333; color: #444; } }`);
                document.adoptedStyleSheets.push(sheet);
                document.querySelector('main').insertAdjacentHTML('beforeend', '<p id="dim">Hard to read in the dark</p><img src="data:,">');
            }
            """);

        var found = await Axe.FindAsync(window.Page);

        Assert.Collection(
            found.Order(StringComparer.Ordinal),
            dark => Assert.StartsWith("(dark) color-contrast: ", dark, StringComparison.Ordinal),
            light => Assert.StartsWith("image-alt: ", light, StringComparison.Ordinal));
    }
}
