using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>One column of a package's table.</summary>
/// <param name="Name">In the files: English, stable.</param>
/// <param name="Personal">Null for what says nothing about a person by itself but makes the row readable.</param>
internal sealed record PackageColumn(string Name, IProperty Property, PersonalAttribute? Personal);

/// <summary>
/// One table as it goes into a package. Which tables and columns there are follows from the marks alone, so that none can be forgotten:
/// everything but secrets, and of tables that hold the person's rows only.
/// </summary>
internal sealed class PackageTable
{
    /// <summary>Names that the specification gives; every other table goes by its own.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["accounts"] = "account",
        ["users"] = "profile",
        ["account_members"] = "memberships",
        ["user_sessions"] = "sessions",
        ["request_log"] = "usage-requests",
        ["usage_rollups"] = "usage-daily",
        ["consent_receipts"] = "consents",
        ["payment_attempts"] = "payments",
        ["invoice_documents"] = "invoices",
        ["audit_entries"] = "staff-access",
        ["outbox_mails"] = "emails",
        ["AspNetUserRoles"] = "staff-roles",
        ["AspNetUserTokens"] = "second-factors",
        ["AspNetUserPasskeys"] = "passkeys",
    };

    private PackageTable(DataSet set, IReadOnlyList<PackageColumn> columns)
    {
        (Set, Columns) = (set, columns);
        Name = Names.GetValueOrDefault(set.Table) ?? set.Table.Replace('_', '-');
        Folder = columns.Any(c => c.Personal?.Export is ExportScope.Portable) ? "data" : "access";
    }

    public DataSet Set { get; }

    /// <summary>The files' name without folder and ending.</summary>
    public string Name { get; }

    /// <summary><c>data</c> for what is portable, <c>access</c> for what only the answer to an access request holds.</summary>
    public string Folder { get; }

    public IReadOnlyList<PackageColumn> Columns { get; }

    public string SchemaPath => $"schemas/{Name}.schema.json";

    public IEnumerable<PersonalAttribute> Marks => Columns.Select(c => c.Personal).OfType<PersonalAttribute>();

    /// <summary>All tables of a package of that scope, by name.</summary>
    /// <param name="held">Columns whose content is in files of their own.</param>
    public static IReadOnlyList<PackageTable> All(DataMap map, PackageScope scope, IReadOnlyCollection<(Type, string)> held) =>
    [
        .. map.Sets.Where(set => set.HasSubject).Select(set => Of(set, scope, held)).OfType<PackageTable>()
            .OrderBy(table => table.Name, StringComparer.Ordinal),
    ];

    private static PackageTable? Of(DataSet set, PackageScope scope, IReadOnlyCollection<(Type, string)> held)
    {
        var columns = set.Properties
            .Where(p => p.Property.PropertyInfo is not null && !held.Contains((set.Entity.ClrType, p.Property.Name)))
            .Where(p => IsIn(p.Property, p.Mark, scope))
            .Select(p => new PackageColumn(NameOf(p.Property), p.Property, p.Mark.Personal)).ToList();
        return columns.Exists(c => c.Personal is not null && (scope is PackageScope.Access || c.Personal.Export is ExportScope.Portable))
            ? new PackageTable(set, columns)
            : null;
    }

    // Bytes and ciphertext that are not personal are hashes and secrets of the portal's own.
    private static bool IsIn(IProperty property, Mark mark, PackageScope scope) => mark.Personal?.Export switch
    {
        ExportScope.Secret => false,
        ExportScope.Access => scope is PackageScope.Access,
        ExportScope.Portable => true,
        _ => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) is var type && type != typeof(byte[]) && type != typeof(Sealed),
    };

    // SealedEmail is the e-mail to whoever reads it.
    private static string NameOf(IProperty property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(
        property.Name.StartsWith(nameof(Sealed), StringComparison.Ordinal) && property.Name.Length > nameof(Sealed).Length
            ? property.Name[nameof(Sealed).Length..]
            : property.Name);
}
