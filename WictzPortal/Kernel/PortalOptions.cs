using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Kernel;

/// <summary>Settings under <c>Portal</c>.</summary>
public sealed class PortalOptions
{
    /// <summary>Folder of everything the portal writes. Default <c>data</c>, beside the working directory.</summary>
    [Required]
    public string DataDirectory { get; init; } = "data";

    /// <summary>The address people and programs reach the portal by; used in mails and snippets. Default: the first address served.</summary>
    [Url]
    public string? PublicUrl { get; init; }

    /// <summary>Seeds example users and usage, and writes <c>demo.json</c>. Set by <c>--demo</c>. Default false.</summary>
    public bool Demo { get; init; }
}
