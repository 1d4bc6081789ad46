using WictzPortal.Kernel;
using WictzPortal.Recipients;

namespace WictzPortal.Models;

/// <summary>Reads what a catalogue file declares of the company behind a provider: <c>privacyPolicy</c> and <c>transfer</c>.</summary>
internal static class RecipientReader
{
    private const string NoTransfer = "none-needed";

    // KVKK art. 9: the grounds on which data may go abroad.
    private static readonly Dictionary<string, TransferMechanism> Mechanisms = new()
    {
        ["adequacy"] = TransferMechanism.Adequacy,
        ["standard-contract"] = TransferMechanism.StandardContract,
        ["binding-corporate-rules"] = TransferMechanism.BindingCorporateRules,
        ["undertaking"] = TransferMechanism.Undertaking,
        [NoTransfer] = TransferMechanism.None,
    };

    /// <returns>Null where the line declares nothing, or nothing yet that calls could rest on.</returns>
    public static RecipientFacts? Read(JsonSpot provider, string name, string? baseUrl, string country, bool enabled)
    {
        var policy = provider.Text("privacyPolicy", Provider.UrlLength);
        if (policy != null && !CatalogReader.IsWebAddress(policy))
        {
            provider.Wrong("privacyPolicy", "must be an http or https address.");
        }

        var transfer = ReadTransfer(provider);
        if (!enabled || (policy ?? (object?)transfer) is null || !Uri.TryCreate(baseUrl, UriKind.Absolute, out var address))
        {
            return null;
        }

        Check(provider, policy, transfer, country);
        return new RecipientFacts
        {
            Name = name,
            Type = RecipientType.AiProvider,
            Country = country,
            Categories = [DataCategory.CustomerTransaction],
            Purposes = [Purpose.ServiceDelivery],
            Transfer = transfer ?? TransferGround.None,
            PolicyUrl = policy,
            Hosts = [address.IdnHost],
        };
    }

    private static TransferGround? ReadTransfer(JsonSpot provider) => provider.Object("transfer") is not { } spot ? null
        : new TransferGround(
            Mechanisms.GetValueOrDefault(spot.OneOf("mechanism", [.. Mechanisms.Keys])), spot.Text("reference", 200), spot.Day("signedOn"), spot.Day("notifiedOn"),
            spot.Day("expiresOn"));

    // Promises: customers read whose terms hold for what they send, and nothing goes abroad without a ground.
    private static void Check(JsonSpot provider, string? policy, TransferGround? transfer, string country)
    {
        if (policy is null && !provider.Has("privacyPolicy"))
        {
            provider.Wrong("privacyPolicy", "is needed before the provider can be enabled.");
        }

        if (country is RecipientFacts.Home or "")
        {
            return;
        }

        if (transfer is null or { Mechanism: TransferMechanism.None })
        {
            provider.Wrong("transfer.mechanism", "a provider in {0} needs a ground for the transfer abroad before it can be enabled.", country);
        }
        else if (transfer is { Mechanism: TransferMechanism.StandardContract } and ({ SignedOn: null } or { NotifiedOn: null }))
        {
            provider.Wrong("transfer", "a standard contract needs the days it was signed and notified on before the provider can be enabled.");
        }
    }
}
