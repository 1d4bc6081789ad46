using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>A letter as it would go out now.</summary>
internal sealed record WrittenAnswer(string Number, string Html);

/// <summary>Writes answer letters, keeps them sealed, and hands them out as files.</summary>
internal sealed class AnswerLetters(
    IDbContextFactory<PortalDb> databases, AnswerPaper paper, Vault vault, IOptions<ControllerOptions> controller, PortalAddress address) : IMailAttachments
{
    private const string Scheme = "request-answer/";

    public static string ReferenceOf(Guid requestId) => $"{Scheme}{requestId:N}";

    public async Task<Outcome<WrittenAnswer>> WriteAsync(Guid requestId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var request = await db.DataSubjectRequests.SingleAsync(r => r.Id == requestId, cancellationToken);
        return await WriteAsync(await db.CaseOfAsync(request, cancellationToken), now, cancellationToken);
    }

    /// <returns>The letter; or why it cannot be written: something is missing, or nobody is named as the controller.</returns>
    public async Task<Outcome<WrittenAnswer>> WriteAsync(RequestCase found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (found.FirstMissing() is { } missing)
        {
            return missing;
        }

        if (!controller.Value.IsGiven)
        {
            return new Failure(FailureKind.Conflict, "privacy.no_controller", "No letter can go out before the settings name the controller.");
        }

        var (request, id) = (found.Request, found.Request.Id);
        if (await OpenAsync<Applicant>(id, request.Applicant, cancellationToken) is not { } applicant)
        {
            return new Failure(FailureKind.NotFound, "privacy.request_forgotten", "What this request said is deleted.");
        }

        var lines = new List<AnsweredLine>();
        foreach (var line in found.Lines)
        {
            var says = new List<Bilingual>();
            foreach (var evidence in found.Evidence.Where(e => e.Type == line.Type && e.Says is not null))
            {
                says.Add((await OpenAsync<Bilingual>(id, evidence.Says, cancellationToken))!);
            }

            lines.Add(new AnsweredLine(
                line.Type, line.Outcome!.Value, line.Reason, BusinessDays.DayOf(line.DecidedAt!.Value),
                await OpenAsync<Bilingual>(id, line.Words, cancellationToken), says));
        }

        var facts = new AnswerFacts(
            controller.Value, controller.Value.Website ?? address.Root, request.Number, request.ReceivedOn, BusinessDays.DayOf(now), applicant, found.Outcome!.Value, lines)
        {
            Recipients = [.. found.Tasks.Select(t => (t.RecipientName, t.What, t.Reference))],
            Regimes = request.Regimes,
            Authority = Authorities.Of(request.Country),
        };
        return new WrittenAnswer(request.Number, await paper.WriteAsync(facts));
    }

    public async Task<RequestLetter> SealAsync(Guid requestId, string html, byte[]? pdf, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var letter = new RequestLetter(
            requestId, await vault.SealAsync(requestId, html, cancellationToken), SHA256.HashData(Encoding.UTF8.GetBytes(html)), now);
        if (pdf is not null)
        {
            letter.Print(await vault.SealAsync(requestId, Convert.ToBase64String(pdf), cancellationToken), SHA256.HashData(pdf));
        }

        return letter;
    }

    /// <summary>The letter as it went out; null before the answer.</summary>
    public async Task<MailAttachment?> FileAsync(Guid requestId, bool asHtml, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.RequestLetters.AsNoTracking().SingleOrDefaultAsync(l => l.RequestId == requestId, cancellationToken) is not { } letter)
        {
            return null;
        }

        var number = await db.DataSubjectRequests.Where(r => r.Id == requestId).Select(r => r.Number).SingleAsync(cancellationToken);
        if (!asHtml && await vault.OpenAsync(requestId, letter.Pdf, Purpose.LegalObligation, cancellationToken) is { } pdf)
        {
            return new MailAttachment($"{number}.pdf", "application/pdf", Convert.FromBase64String(pdf));
        }

        return await vault.OpenAsync(requestId, letter.Html, Purpose.LegalObligation, cancellationToken) is { } html
            ? new MailAttachment($"{number}.html", "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html))
            : null;
    }

    public async Task<MailAttachment?> OpenAsync(string reference, CancellationToken cancellationToken) =>
        reference.StartsWith(Scheme, StringComparison.Ordinal) && Guid.TryParseExact(reference[Scheme.Length..], "N", out var id)
            ? await FileAsync(id, asHtml: false, cancellationToken)
            : null;

    private async Task<T?> OpenAsync<T>(Guid requestId, Sealed? value, CancellationToken cancellationToken)
        where T : class =>
        await vault.OpenAsync(requestId, value, Purpose.LegalObligation, cancellationToken) is { } json ? JsonSerializer.Deserialize<T>(json) : null;
}
