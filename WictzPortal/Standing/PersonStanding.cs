using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>What at this moment limits the processing of one person's data, and of the accounts that are the person's alone.</summary>
public sealed record PersonStanding(Guid UserId)
{
    /// <summary>That of everybody who nothing is said about.</summary>
    public static readonly PersonStanding Clear = new(Guid.Empty);

    public bool IsRestricted { get; init; }

    /// <summary>The only kinds of data that are restricted; null for all.</summary>
    public IReadOnlyList<DataCategory>? RestrictedCategories { get; init; }

    /// <summary>Restricted, but the person wants API calls served.</summary>
    public bool KeepsRunning { get; init; }

    public bool HasObjected { get; init; }

    public bool IsFrozen { get; init; }

    public bool IsSuspended { get; init; }

    /// <summary>Whether the gateway serves calls with the person's keys.</summary>
    public bool MayCall => !IsFrozen && !IsSuspended && (!IsRestricted || KeepsRunning);

    /// <summary>Whether this person's data may be used so.</summary>
    public bool Allows(Purpose purpose) => purpose switch
    {
        Purpose.LegalObligation or Purpose.LegalClaims or Purpose.AccountManagement => true,
        Purpose.Support => !IsFrozen,
        Purpose.ServiceDelivery or Purpose.QuotaEnforcement => MayCall,
        Purpose.Billing or Purpose.Security => !IsFrozen && !IsRestricted,      // new charges; judging by machine
        _ => !IsFrozen && !IsRestricted && !HasObjected,
    };

    /// <summary>Whether anything but legal and security letters is sent to the person.</summary>
    public bool GetsServiceMail => !IsRestricted && !IsFrozen;

    /// <summary>Whether this kind of data is to be stored only, and so also not deleted.</summary>
    public bool Restricts(DataCategory category) => IsRestricted && RestrictedCategories?.Contains(category) is not false;

    // Records compare lists by reference.
    internal bool IsAs(PersonStanding other) =>
        this with { RestrictedCategories = null } == other with { RestrictedCategories = null }
        && (RestrictedCategories ?? []).SequenceEqual(other.RestrictedCategories ?? [])
        && RestrictedCategories is null == other.RestrictedCategories is null;

    internal static PersonStanding Of(Guid userId, IReadOnlyCollection<Measure> measures)
    {
        var restrictions = measures.Where(m => m.Kind == MeasureKind.Restriction).ToList();
        return new PersonStanding(userId)
        {
            IsRestricted = restrictions.Count > 0,
            RestrictedCategories = restrictions.Any(r => r.Categories is null) ? null : [.. restrictions.SelectMany(r => r.Categories!).Distinct().Order()],
            KeepsRunning = restrictions.Count > 0 && restrictions.All(r => r.KeptRunningSince is not null),
            HasObjected = measures.Any(m => m.Kind == MeasureKind.Objection),
            IsFrozen = measures.Any(m => m.Kind == MeasureKind.Freeze),
            IsSuspended = measures.Any(m => m.Kind == MeasureKind.Suspension),
        };
    }
}
