using System.Text.Json;
using System.Text.Json.Serialization;
using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>What a recipient is to us. Names are stored: they never change.</summary>
public enum RecipientType
{
    AiProvider,
    Payment,
    Cloud,
    Mail,
    Analytics,
    Partner,
    Authority,
}

/// <summary>Its role under the data protection laws. Names are stored.</summary>
public enum RecipientRole
{
    Processor,
    Controller,
    JointController,
    Recipient,
}

/// <summary>By what right data may leave the country (KVKK art. 9). Names are stored.</summary>
public enum TransferMechanism
{
    /// <summary>None: for recipients in Türkiye.</summary>
    None,
    Adequacy,
    StandardContract,
    BindingCorporateRules,
    Undertaking,

    /// <summary>For occasional transfers alone.</summary>
    Derogation,
}

/// <summary>An agreement between companies: its number and its days.</summary>
public sealed record Agreement(string Reference, DateOnly SignedOn, DateOnly? ExpiresOn);

/// <summary>The ground of transfers abroad.</summary>
public sealed record TransferGround(
    TransferMechanism Mechanism, string? Reference = null, DateOnly? SignedOn = null, DateOnly? NotifiedOn = null, DateOnly? ExpiresOn = null)
{
    /// <summary>Working days from signing a standard contract to telling the authority of it (KVKK art. 9/5).</summary>
    public const int NoticeDays = 5;

    public static readonly TransferGround None = new(TransferMechanism.None);

    /// <summary>The last day to tell the authority; null where there is nothing to tell.</summary>
    [JsonIgnore]
    public DateOnly? NotifyBy => Mechanism is TransferMechanism.StandardContract && SignedOn is { } signed ? BusinessDays.After(signed, NoticeDays) : null;

    /// <summary>Whether data may go abroad by it: a standard contract is signed and notified, and nothing has expired.</summary>
    public bool HoldsOn(DateOnly day) => Mechanism is not TransferMechanism.None && !(ExpiresOn < day)
        && (Mechanism is not TransferMechanism.StandardContract || (SignedOn <= day && NotifiedOn <= day));
}

/// <summary>Everything the register says of one recipient. Two members of staff stand behind each version of it.</summary>
public sealed record RecipientFacts
{
    public const string Home = "TR";

    /// <summary>The legal name.</summary>
    public required string Name { get; init; }

    public required RecipientType Type { get; init; }

    public RecipientRole Role { get; init; } = RecipientRole.Processor;

    /// <summary>ISO 3166 code of where the recipient is; for the cloud, of where the data lies.</summary>
    public required string Country { get; init; }

    public IReadOnlyList<DataCategory> Categories { get; init; } = [];

    public IReadOnlyList<Purpose> Purposes { get; init; } = [];

    public LegalBasis Basis { get; init; }

    public TransferGround Transfer { get; init; } = TransferGround.None;

    /// <summary>The contract that binds a processor (GDPR art. 28).</summary>
    public Agreement? Contract { get; init; }

    /// <summary>Partners receive nothing without one.</summary>
    public Agreement? Confidentiality { get; init; }

    /// <summary>How long the recipient keeps what it gets, in its own words.</summary>
    public string? KeptThere { get; init; }

    /// <summary>It has agreed to keep nothing of what it gets.</summary>
    public bool KeepsNothing { get; init; }

    /// <summary>It trains its models on what it gets.</summary>
    public bool TrainsOnData { get; init; }

    public string? PolicyUrl { get; init; }

    /// <summary>The only hosts that may be called there, in lower case.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Who is told of corrections and erasures.</summary>
    public string? Contact { get; init; }

    [JsonIgnore]
    public bool IsAbroad => Country != Home;

    internal string ToJson() => JsonSerializer.Serialize(this, RecipientJson.Default.RecipientFacts);

    internal static RecipientFacts FromJson(string json) => JsonSerializer.Deserialize(json, RecipientJson.Default.RecipientFacts)!;
}

/// <summary>How facts are stored.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecipientFacts))]
internal sealed partial class RecipientJson : JsonSerializerContext;
