using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace WictzPortal.Privacy;

/// <summary>Writes an answer letter as one page: the Turkish master, then the English copy.</summary>
internal sealed class AnswerPaper(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    private const string Style = """
        @page { size: A4; margin: 22mm 20mm; @bottom-center { content: counter(page) ' / ' counter(pages); font-size: 8pt; color: #555; } }
        body { font-family: 'DejaVu Sans', sans-serif; font-size: 9.5pt; line-height: 1.5; color: #111; max-width: 46em; margin: 2em auto; padding: 0 1em; }
        @media print { body { margin: 0; padding: 0; max-width: none; } }
        h1 { font-size: 15pt; margin: 1.2em 0 .6em; } h2 { font-size: 11pt; margin: 1.4em 0 .3em; }
        .controller { color: #333; } .words { white-space: pre-line; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: start; vertical-align: top; padding: .25em .6em .25em 0; border-bottom: .5pt solid #ccc; }
        th { font-weight: 600; width: 9em; } section + section { break-before: page; border-top: 1pt solid #999; margin-top: 3em; padding-top: 1em; }
        @media print { section + section { border: 0; margin: 0; padding: 0; } }
        """;

    public async Task<string> WriteAsync(AnswerFacts facts)
    {
        var (turkish, english) = (await PartAsync("tr", facts), await PartAsync("en", facts));
        return $"<!DOCTYPE html><html lang=\"tr\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
            + $"<title>{WebUtility.HtmlEncode(facts.Number)}</title><style>{Style}</style></head><body>{turkish}{english}</body></html>";
    }

    private async Task<string> PartAsync(string culture, AnswerFacts facts)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(AnswerPart.Facts)] = facts });
            return (await renderer.RenderComponentAsync<AnswerPart>(parameters)).ToHtmlString();
        });
    }
}
