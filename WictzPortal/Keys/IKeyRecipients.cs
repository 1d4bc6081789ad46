namespace WictzPortal.Keys;

/// <summary>Who gets what is sent with a key: a provider, where it is, and whose terms hold there .</summary>
/// <param name="PolicyCheckedOn">When somebody of the staff last found the link right.</param>
public sealed record KeyRecipient(string Provider, string Country, string? PolicyUrl, DateOnly? PolicyCheckedOn);

/// <summary>Tells the page that makes keys who may answer their calls. The catalogue, which comes later, knows.</summary>
public interface IKeyRecipients
{
    IReadOnlyList<KeyRecipient> Current { get; }
}
