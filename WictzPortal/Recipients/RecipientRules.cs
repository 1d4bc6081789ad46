using System.Text.RegularExpressions;
using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>What an entry of the register must say before anybody can ask for it.</summary>
internal static partial class RecipientRules
{
    public const int NameLength = 80;
    public const int HostLength = 253;

    /// <summary>Tidies what people type: no blanks around, hosts in lower case.</summary>
    public static RecipientFacts Tidy(RecipientFacts facts) => facts with
    {
        Name = facts.Name.Trim(),
        Country = facts.Country.Trim().ToUpperInvariant(),
        Hosts = [.. facts.Hosts.Select(host => host.Trim().ToLowerInvariant()).Where(host => host.Length > 0).Distinct()],
    };

    /// <returns>Null, or what is wrong.</returns>
    public static Failure? FaultOf(RecipientFacts facts, IEnumerable<RecipientEntry> others) =>
        facts.Name.Length is 0 or > NameLength ? Wrong("name", "Give the legal name, in at most {0} characters.", NameLength)
        : !CountryCode().IsMatch(facts.Country) ? Wrong("country", "Write the country as two letters, such as TR or US.")
        : facts.Categories.Count == 0 || facts.Purposes.Count == 0 ? Wrong("purpose", "Say which data goes there, and what for.")
        : FaultOfHosts(facts, others) ?? FaultOfType(facts) ?? FaultOfTransfer(facts);

    private static Failure? FaultOfHosts(RecipientFacts facts, IEnumerable<RecipientEntry> others)
    {
        if (facts.Hosts.FirstOrDefault(host => host.Length > HostLength || Uri.CheckHostName(host) is UriHostNameType.Unknown) is { } wrong)
        {
            return Wrong("host", "'{0}' is not the name of a host. Write it without https:// and without a path.", wrong);
        }

        var taken = others.Where(other => other.EndedAt is null)
            .SelectMany(other => other.Facts.Hosts, (other, host) => (other.Name, Host: host)).FirstOrDefault(pair => facts.Hosts.Contains(pair.Host));
        return taken.Host is null ? null : Wrong("host_taken", "{0} belongs to {1} already.", taken.Host, taken.Name);
    }

    private static Failure? FaultOfType(RecipientFacts facts) => facts.Type switch
    {
        RecipientType.AiProvider or RecipientType.Payment when facts.Hosts.Count == 0 => Wrong("no_host", "Name the hosts that are called there."),
        RecipientType.AiProvider when !IsWebAddress(facts.PolicyUrl) =>
            Wrong("policy", "Customers read whose terms hold for what they send: give the link to the privacy policy."),
        RecipientType.AiProvider when facts.TrainsOnData => Wrong("trains", "A provider that trains its models on what it gets is not entered."),
        RecipientType.Partner when facts.Confidentiality is not { Reference.Length: > 0, ExpiresOn: not null } =>
            Wrong("confidentiality", "A partner needs a confidentiality agreement with its number and the day it ends."),
        RecipientType.Cloud when facts.IsAbroad => Wrong("cloud_abroad", "Data at rest stays in Türkiye: the country of a cloud is where the data lies."),
        RecipientType.Analytics when facts.Basis is not LegalBasis.Consent => Wrong("analytics", "Analytics of others needs the visitors' consent as its basis."),
        _ when facts.PolicyUrl is not null && !IsWebAddress(facts.PolicyUrl) => Wrong("policy_address", "The link to the privacy policy must begin with https://."),
        _ => null,
    };

    // KVKK art. 9, promise A-41.
    private static Failure? FaultOfTransfer(RecipientFacts facts) => facts.Transfer switch
    {
        _ when !facts.IsAbroad => null,
        { Mechanism: TransferMechanism.None } => Wrong("ground", "A recipient in {0} needs a ground for the transfer abroad.", facts.Country),
        { Mechanism: TransferMechanism.Derogation } when facts.Type is RecipientType.AiProvider =>
            Wrong("derogation", "A derogation is for occasional transfers, and calls are not occasional."),
        { Mechanism: TransferMechanism.StandardContract, SignedOn: null } => Wrong("unsigned", "Say when the standard contract was signed."),
        { NotifiedOn: { } notified, SignedOn: { } signed } when notified < signed => Wrong("days", "The authority cannot have been told before the signature."),
        _ => null,
    };

    private static bool IsWebAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;

    private static Failure Wrong(string what, string sentence, params object[] values) => new(FailureKind.Invalid, $"recipients.{what}", sentence, values);

    [GeneratedRegex("^[A-Z]{2}$")]
    private static partial Regex CountryCode();
}
