using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using WictzPortal.Kernel;
using WictzPortal.Models;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>What a receipt looks like in its cases.</summary>
public sealed class ReceiptViewTests : BunitContext
{
    public ReceiptViewTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddRadzenComponents();
        Services.AddSingleton(TimeProvider.System);
    }

    [Fact]
    public void The_arithmetic_is_shown_down_to_the_last_digit()
    {
        var receipt = ReceiptSamples.Of(ReceiptSamples.Tiered) with { ReasoningTokens = 20 };

        var view = Show(receipt with { Charged = new Money(receipt.Cost.Micros - 1_500) });

        Assert.Equal(
            [
                "Input tokens 1,200 × ₺3.25 per million|1,200|₺3.25 per million|390,000",
                "Cached input 300 × ₺0.4175 per million|300|₺0.4175 per million|12,525",
                "Output tokens of it 20 reasoning 50 × ₺3.75 per million|50|₺3.75 per million|18,750",
                "Sum|||421,275", "Rounded once, half up|||421,275", "Rated price|||₺0.00421275",
                "Borne by us, beyond your credit|||−₺0.000015", "Charged|||₺0.00419775",
            ],
            view.FindAll(".lines tbody tr, .lines tfoot tr").Select(row => string.Join('|', row.Children.Select(Words))));
        Assert.Contains("longer than 1,000 tokens", view.Find(".notes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Minutes_that_do_not_divide_keep_their_third()
    {
        var price = new PriceTerms(null, [], null, null, 0.1m).ToPrice(7, DateTimeOffset.UnixEpoch);

        var view = Show(ReceiptSamples.Of(price.Itemize(default, new Units(UnitKind.Millisecond, 0, 1_001))) with { Estimated = true });

        Assert.Equal("500,500 ÷ 3", view.Find(".lines tbody td:last-child").TextContent);
        Assert.Equal("166,833", Words(view.FindAll(".lines tfoot tr")[1].LastElementChild!));
        Assert.Contains("counted here", view.Find(".notes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Tries_that_failed_are_listed_and_missed_when_their_log_is_gone()
    {
        var receipt = ReceiptSamples.Of(ReceiptSamples.Tiered) with
        {
            Attempts = 2, FailedTries = [new FailedTry(1, new Named(9, null), "provider_error")], End = CallEnd.UpstreamCut,
        };

        var rows = Show(receipt).FindAll("[aria-label=Attempts] tbody tr").Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent)));
        Assert.Equal(["1|#9|provider_error", "2|acme/large-2|The provider's connection broke"], rows);
        Assert.Contains("2 were made", Show(receipt with { FailedTries = null }).Find("[aria-label=Attempts]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Show(ReceiptSamples.Of(ReceiptSamples.Tiered)).FindAll("[aria-label=Attempts]"));
    }

    [Fact]
    public void The_files_to_check_are_those_of_the_page()
    {
        var view = Show(ReceiptSamples.Of(ReceiptSamples.Tiered));

        Assert.Equal(["receipt.json", "receipt.sig", "receipt-key.pem"], view.FindAll("a[download]").Select(a => a.GetAttribute("download")));
        Assert.EndsWith(",e30=", view.Find("a[download='receipt.json']").GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith(",AQI=", view.Find("a[download='receipt.sig']").GetAttribute("href"), StringComparison.Ordinal);
        Assert.StartsWith("openssl dgst -sha256 -verify", view.Find("[data-copy]").GetAttribute("data-copy"), StringComparison.Ordinal);
    }

    private IRenderedComponent<ReceiptView> Show(Receipt receipt) =>
        Render<ReceiptView>(view => view.Add(v => v.Signed, new SignedReceipt(receipt, "https://portal.example", "{}"u8.ToArray(), [1, 2], "the-key")));

    private static string Words(IElement cell) => string.Join(' ', cell.ChildNodes.Select(node => node.TextContent.Trim()).Where(text => text.Length > 0));
}
