using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Takes requests from people who are not signed in. What it answers tells nothing about anybody.</summary>
internal sealed class PublicRequests(IDbContextFactory<PortalDb> databases, DataSubjectRequests requests, RequestIntake intake, TimeProvider clock)
{
    /// <summary>More of them would only flood the mailbox of whoever is named; the requests before stay.</summary>
    private const int MostPerDay = 3;

    /// <returns>Null, also where a program filled the form in or the address has had its share; else what to correct.</returns>
    public async Task<Failure?> FileAsync(PublicRequestForm form, string culture, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(form.Website) || await HasHadShareAsync(form.Email!, cancellationToken))
        {
            return null;
        }

        var outcome = await requests.FileAsync(new NewRequest(RequestChannel.PublicForm, form.Chosen)
        {
            Applicant = new Applicant(form.Name!.Trim(), form.Email!.Trim()) { Address = Given(form.Address), OnBehalfOf = Given(form.OnBehalfOf) },
            Words = form.Words, Country = form.KnownCountry, Culture = culture,
        }, cancellationToken);
        return outcome.Failure;
    }

    private async Task<bool> HasHadShareAsync(string email, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (hash, since) = (intake.HashOf(email), clock.GetUtcNow().AddDays(-1));
        return await db.DataSubjectRequests.CountAsync(
            r => r.AddressHash == hash && r.Channel == RequestChannel.PublicForm && r.RegisteredAt > since, cancellationToken) >= MostPerDay;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
