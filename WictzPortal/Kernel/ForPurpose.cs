namespace WictzPortal.Kernel;

/// <summary>The one purpose that a job works for.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForPurposeAttribute(Purpose purpose) : Attribute
{
    public Purpose Purpose { get; } = purpose;
}

/// <summary>The only purposes that rows of this class are read for. The person's own rights come on top.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnlyForAttribute(params Purpose[] purposes) : Attribute
{
    public IReadOnlyList<Purpose> Purposes { get; } = purposes;
}
