namespace WictzPortal.Recipients;

/// <summary>A host that a feature calls: the portal starts with the feature only if an entry in force of the register names it.</summary>
/// <param name="Setting">What switches the feature on, such as <c>Payments:Paytr:Enabled</c>.</param>
/// <param name="Host">Null while it is switched off.</param>
public sealed record RequiredRecipient(string Setting, string? Host)
{
    internal bool IsMet(RecipientBook book) => Host is null || Egress.IsThisMachine(Host) || book.Allows(Host);

    internal string Lack => $"{Setting}: the register of recipients has no entry in force for {Host}. Start without it, enter whose host it is under "
        + "Recipients, and have somebody else approve it.";
}
