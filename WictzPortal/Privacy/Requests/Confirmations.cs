using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>
/// Answers R1 by itself, also to people without an account (B-16): yes or no, in a letter to the very address that is asked about and
/// nowhere else.
/// </summary>
internal sealed class Confirmations(
    IDbContextFactory<PortalDb> databases, RequestProgress progress, Vault vault, IStringLocalizer<PrivacyText> T)
{
    public async Task AnswerAsync(DataSubjectRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var isKnown = request.UserId is not null || await db.Users.AnyAsync(u => u.NormalizedEmail == request.AddressHash, cancellationToken);
        var says = new Bilingual(InCulture.Write("tr", () => Sentence(isKnown)), InCulture.Write("en", () => Sentence(isKnown)));
        await progress.RecordEvidenceAsync(
            request.Id, RequestType.Confirmation, new Evidence(EvidenceKind.Answer, vault.LookupHash(says.Turkish), says), null, cancellationToken);
    }

    private string Sentence(bool isKnown) => isKnown
        ? T["Yes: there is an account with this address, and we process the data that belongs to it. Sign in and open “Privacy” to see all of it."]
        : T["No: besides this request we process no data under this address."];
}
