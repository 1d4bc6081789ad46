using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Privacy;

/// <summary>Settings under <c>Backup</c>.</summary>
internal sealed class BackupOptions : IValidatableObject
{
    /// <summary>Where backups of the data go. With it, one is made every night. Default: none.</summary>
    public string? Directory { get; init; }

    /// <summary>Where backups of the key store go: another place, or who has one has both. Default: none.</summary>
    public string? KeyDirectory { get; init; }

    /// <summary>Days after which a backup of the data is deleted. Default 35, which is the most.</summary>
    [Range(1, 35)]
    public int KeepDays { get; init; } = 35;

    /// <summary>Days after which a backup of the key store is deleted: an erased person's key is nowhere then. Default 7, which is the most.</summary>
    [Range(1, 7)]
    public int KeepKeyDays { get; init; } = 7;

    /// <summary>Where <c>pg_dump</c> and <c>pg_restore</c> are, for PostgreSQL. Default: found on the path.</summary>
    public string? PostgresTools { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Directory is null != KeyDirectory is null)
        {
            yield return new ValidationResult("Backup:Directory and Backup:KeyDirectory belong together.");
        }
        else if (Directory is not null && Path.GetFullPath(Directory) == Path.GetFullPath(KeyDirectory!))
        {
            yield return new ValidationResult("Backup:KeyDirectory must be another folder than Backup:Directory.");
        }
    }
}
