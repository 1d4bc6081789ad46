using WictzPortal.Keys;

namespace WictzPortal.Models;

/// <summary>The providers that models on offer are served by.</summary>
internal sealed class KeyRecipients(Catalog catalog) : IKeyRecipients
{
    public IReadOnlyList<KeyRecipient> Current =>
    [
        .. catalog.Current.Models.SelectMany(model => model.Deployments).Select(deployment => deployment.Provider).DistinctBy(provider => provider.Id)
            .OrderBy(provider => provider.Name, StringComparer.OrdinalIgnoreCase)
            .Select(provider => new KeyRecipient(
                provider.Name, provider.Country, provider.Recipient?.Facts.PolicyUrl, provider.Recipient?.PolicyCheckedOn)),
    ];
}
