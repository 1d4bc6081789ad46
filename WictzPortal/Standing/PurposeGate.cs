using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>
/// The one place that says whether a person's data may be used for a purpose now: not if it is restricted, objected to, waiting for
/// erasure or suspended. From memory.
/// </summary>
public sealed class PurposeGate(Standings standings)
{
    /// <param name="purpose">What for.</param>
    /// <param name="subject">A user or an account.</param>
    public bool Allows(Purpose purpose, Guid subject) => standings.Of(subject).Allows(purpose);

    /// <summary>As <see cref="Allows"/>, for data whose purposes are a closed list of its own .</summary>
    /// <exception cref="PurposeDeniedException">The code asks for a purpose that this data is never used for.</exception>
    public bool Allows<TData>(Purpose purpose, Guid subject)
    {
        DemandListed<TData>(purpose);
        return Allows(purpose, subject);
    }

    /// <summary>For code that must have asked <see cref="Allows"/> before, and for single records.</summary>
    /// <exception cref="PurposeDeniedException">It may not be used so.</exception>
    public void Demand(Purpose purpose, Guid subject)
    {
        if (!Allows(purpose, subject))
        {
            throw new PurposeDeniedException(purpose);
        }
    }

    /// <summary>The subjects whose data may not be used so: for jobs, to leave them out of a query.</summary>
    public IReadOnlyCollection<Guid> Denied(Purpose purpose) => standings.Where(standing => !standing.Allows(purpose));

    /// <exception cref="PurposeDeniedException">This kind of data is never used for that purpose.</exception>
    public static void DemandListed<TData>(Purpose purpose)
    {
        if (Attribute.GetCustomAttribute(typeof(TData), typeof(OnlyForAttribute)) is OnlyForAttribute only && !only.Purposes.Contains(purpose))
        {
            throw new PurposeDeniedException(purpose);
        }
    }
}

/// <summary>Personal data was about to be used for a purpose that is not allowed: a bug, for expected refusals are asked for before.</summary>
public sealed class PurposeDeniedException(Purpose purpose) : InvalidOperationException($"Personal data may not be used for {purpose} here.")
{
    public Purpose Purpose { get; } = purpose;
}
