using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Models;
using WictzPortal.Recipients;

namespace WictzPortal.Usage;

/// <summary>
/// Writes down to which recipients finished calls went, where it is not written yet: from the journal those that answered, from
/// the request log those that failed as well.
/// </summary>
internal sealed class WhoGotIt(IDbContextFactory<PortalDb> databases, Catalog catalog, RecipientsSeen seen)
{
    /// <summary>In the caller's transaction; <see cref="Remember"/> after it.</summary>
    public async Task<IReadOnlyCollection<Sighting>> WriteAsync(PortalDb db, List<JournalRecord> calls, CancellationToken cancellationToken)
    {
        var news = NewsOf(calls);
        await RecipientsSeen.WriteAsync(db, news, cancellationToken);
        return news;
    }

    public async Task WriteAsync(IReadOnlyList<RequestLogDraft> calls, CancellationToken cancellationToken)
    {
        var (news, catalogue) = (new HashSet<Sighting>(), catalog.Current);
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            Note(news, catalogue, call.AccountNumber, call.DeploymentId, call.At);
            for (var tried = 0; tried < call.FailedAttempts?.Count; tried++)
            {
                Note(news, catalogue, call.AccountNumber, call.FailedAttempts[tried].DeploymentId, call.At);
            }
        }

        if (news.Count > 0)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await RecipientsSeen.WriteAsync(db, news, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Remember(news);
        }
    }

    public void Remember(IReadOnlyCollection<Sighting> sightings) => seen.Remember(sightings);

    private HashSet<Sighting> NewsOf(List<JournalRecord> calls)
    {
        var (news, catalogue) = (new HashSet<Sighting>(), catalog.Current);
        foreach (ref readonly var call in CollectionsMarshal.AsSpan(calls))
        {
            Note(news, catalogue, call.AccountNumber, call.DeploymentId, call.At);
        }

        return news;
    }

    private void Note(HashSet<Sighting> news, CatalogSnapshot catalogue, long accountNumber, int deploymentId, DateTimeOffset at)
    {
        var sighting = new Sighting(accountNumber, catalogue.RecipientOf(deploymentId), DateOnly.FromDateTime(at.UtcDateTime));
        if (sighting.RecipientId != 0 && !seen.IsKnown(sighting))
        {
            news.Add(sighting);
        }
    }
}
