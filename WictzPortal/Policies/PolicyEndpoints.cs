using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>The documents for programs: a feed of all versions, and each text as it was published, to compute its hash from.</summary>
internal static class PolicyEndpoints
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    public static void MapPolicyFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/legal/feed.atom", FeedAsync).AllowAnonymous();
        routes.MapGet("/legal/{kind}/{number}/{language:regex(^(tr|en)$)}.md", TextAsync).AllowAnonymous();
        routes.MapPost("/legal/notices/{id:guid}/dismiss", DismissAsync).RequireAuthorization();
    }

    private static async Task<Results<ContentHttpResult, NotFound>> TextAsync(
        string kind, string number, string language, PolicyShelf shelf, CancellationToken cancellationToken) =>
        PolicyKinds.Read(kind) is { } known && await shelf.FindAsync(known, number, cancellationToken) is { } version
            ? TypedResults.Text(version.Text(language), "text/markdown", Encoding.UTF8)
            : TypedResults.NotFound();

    private static async Task<ContentHttpResult> FeedAsync(
        PolicyShelf shelf, PortalAddress address, IOptions<ControllerOptions> controller, IStringLocalizer<PoliciesText> T, CancellationToken cancellationToken)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "tr" ? "tr" : "en";
        var entries = await shelf.ListAsync(null, cancellationToken);
        var feed = new XElement(
            Atom + "feed", new XAttribute(XNamespace.Xml + "lang", language),
            new XElement(Atom + "id", address.Of("/legal")),
            new XElement(Atom + "title", $"{controller.Value.Title ?? PolicyPress.Unnamed} · {T["Legal documents"]}"),
            new XElement(Atom + "author", new XElement(Atom + "name", controller.Value.Title ?? PolicyPress.Unnamed)),
            new XElement(Atom + "updated", Stamp(entries.Select(entry => entry.PublishedAt).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max())),
            Link("self", address.Of("/legal/feed.atom")), Link("alternate", address.Of("/legal")),
            entries.Select(entry => new XElement(
                Atom + "entry",
                new XElement(Atom + "id", address.Of(entry.Path)),
                new XElement(Atom + "title", T["{0} {1}", T[entry.Kind.Title()], entry.Number].Value),
                new XElement(Atom + "published", Stamp(entry.PublishedAt)),
                new XElement(Atom + "updated", Stamp(entry.PublishedAt)),
                Link("alternate", address.Of(entry.Path)),
                new XElement(Atom + "summary", entry.Significance is null
                    ? T["First version."].Value
                    : T["{0} In force from {1}.", entry.Summary(language), entry.EffectiveAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)].Value))));
        return TypedResults.Text($"""<?xml version="1.0" encoding="utf-8"?>{"\n"}{feed}""", "application/atom+xml", Encoding.UTF8);
    }

    // A form collection also makes the endpoint ask for the antiforgery token.
    private static async Task<RedirectHttpResult> DismissAsync(
        Guid id, IFormCollection form, HttpContext context, PolicyNews news, CancellationToken cancellationToken)
    {
        await news.DismissAsync(context.User.UserId, id, cancellationToken);
        var back = form["back"].ToString();
        return TypedResults.LocalRedirect(
            back.StartsWith('/') && !back.StartsWith("//", StringComparison.Ordinal) && !back.Contains('\\', StringComparison.Ordinal) && !back.Any(char.IsControl)
                ? back : "/");
    }

    private static XElement Link(string relation, string address) => new(Atom + "link", new XAttribute("rel", relation), new XAttribute("href", address));

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
