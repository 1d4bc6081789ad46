using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Recipients;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>Knows whom an erasure is about: from the rows while they are there, from the case's sealed facts afterwards.</summary>
internal sealed class ErasureSubjects(
    IDbContextFactory<PortalDb> databases, ErasureEngine engine, IPersonScopes scopes, RecipientsSeen recipients, DataSubjectRequests requests,
    Vault vault, TimeProvider clock)
{
    /// <summary>What is known of a person before anything is erased; texts to search by come with <see cref="GatherAsync"/>.</summary>
    public async Task<ErasureFacts> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await scopes.OfAsync(userId, cancellationToken);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        return new ErasureFacts(
            userId, scope.AccountIds, scope.AccountNumbers, [],
            await vault.OpenAsync(userId, user?.SealedEmail, Purpose.LegalObligation, cancellationToken),
            await vault.OpenAsync(userId, user?.FirstName, Purpose.LegalObligation, cancellationToken) ?? "", user?.Culture ?? "tr");
    }

    public Task<Sealed> SealAsync(ErasureCase erasure, ErasureFacts facts, CancellationToken cancellationToken) =>
        vault.SealAsync(erasure.Id, JsonSerializer.Serialize(facts), cancellationToken);

    /// <returns>Null where the case's key is gone: it was closed after the backup from which it was restored.</returns>
    public async Task<ErasureFacts?> FactsAsync(ErasureCase erasure, CancellationToken cancellationToken) =>
        await vault.OpenAsync(erasure.Id, erasure.Facts, Purpose.LegalObligation, cancellationToken) is { } json
            ? JsonSerializer.Deserialize<ErasureFacts>(json)
            : null;

    /// <summary>The same, read anew from the rows that are about to go.</summary>
    public async Task<ErasureFacts> GatherAsync(ErasureFacts before, CancellationToken cancellationToken)
    {
        var facts = await OfAsync(before.UserId, cancellationToken);
        return facts with { Texts = await engine.TextsOfAsync(facts.Scope, cancellationToken) };
    }

    /// <summary>After the last letter: from then on nothing knows whom the case was about.</summary>
    public Task ForgetAsync(Guid caseId, CancellationToken cancellationToken) => vault.DestroyAsync(caseId, cancellationToken);

    /// <summary>Of a child nothing is kept but the address, as a hash.</summary>
    public async Task RememberChildAsync(PortalDb db, ErasureCase erasure, ErasureFacts facts, CancellationToken cancellationToken)
    {
        if (erasure.Kind is ErasureKind.UnderAge && facts.Email is { } email)
        {
            var hash = UnderAgeMark.HashOf(vault, email);
            if (!await db.UnderAgeMarks.AnyAsync(m => m.EmailHash == hash, cancellationToken))
            {
                db.UnderAgeMarks.Add(new UnderAgeMark(hash, erasure.Number, clock.GetUtcNow()));
            }
        }
    }

    /// <summary>Asks whoever the register says holds data that leads to the person to erase it too (KVKK art. 7, GDPR art. 19).</summary>
    public async Task AskRecipientsAsync(ErasureCase erasure, ErasureFacts facts, CancellationToken cancellationToken)
    {
        if (erasure.RequestId is { } request)
        {
            var seen = await recipients.OfAsync(facts.AccountNumbers, cancellationToken);
            await requests.AddRecipientTasksAsync(
                request,
                [.. seen.Where(s => s.Recipient.Facts.Categories.Any(c => c is DataCategory.Identity or DataCategory.Contact))
                    .Select(s => new RecipientToTell(s.Recipient.Id.ToString(CultureInfo.InvariantCulture), s.Recipient.Name, "erase"))],
                cancellationToken);
        }
    }
}
