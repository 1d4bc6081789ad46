using Microsoft.Extensions.Localization;
using WictzPortal.Policies;

namespace WictzPortal.Recipients;

/// <summary>
/// Tells the documents who gets data: the entries that have not ended, and the changes that wait, since the notice must tell of a recipient of
/// another type or country before data goes there.
/// </summary>
internal sealed class RecipientPolicyFacts(RecipientBook book, RecipientRegister register, IStringLocalizer<RecipientsText> T) : IPolicyFacts
{
    public async Task<IReadOnlyList<PolicyFact>> ListAsync(CancellationToken cancellationToken)
    {
        var waiting = (await register.WaitingAsync(cancellationToken)).Select(row => row.Facts);
        return [.. book.All.Where(entry => entry.EndedAt is null).Select(entry => entry.Facts).Concat(waiting).DistinctBy(facts => facts.Name).Select(Of)];
    }

    public PolicyFact Of(RecipientFacts facts)
    {
        var (turkish, english) = Bilingual.Write(() => $"{facts.Name} ({RecipientWords.Of(facts.Type, T)}, {RecipientWords.Country(facts.Country)}): "
            + $"{string.Join(", ", facts.Purposes.Select(purpose => RecipientWords.Of(purpose, T)))}; {RecipientWords.Safeguard(facts, T)}");
        return new PolicyFact(PolicyFactKind.Recipient, facts.Name, turkish, english, Parts: [$"type:{facts.Type}", $"country:{facts.Country}"]);
    }
}
