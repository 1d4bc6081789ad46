using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Policies;

/// <summary>Settings under <c>Policies</c>.</summary>
internal sealed class PolicyOptions
{
    /// <summary>Days between telling everybody of a significant change and its beginning. Default 15.</summary>
    [Range(15, 180)]
    public int NoticeDays { get; init; } = 15;
}
