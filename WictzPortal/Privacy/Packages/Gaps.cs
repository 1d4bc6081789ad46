using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>What a package leaves out and why: of the marks where they say it, and of what the portal never keeps.</summary>
internal static class Gaps
{
    public static IReadOnlyList<ManifestGap> Of(DataMap map, PackageScope scope) =>
    [
        .. map.Sets.Where(set => set.HasSubject).Select(Secrets).OfType<ManifestGap>(),
        .. from set in map.Sets
           where set.IsPersonal && set.NoSubjectBecause is not null
           select new ManifestGap(CategoryOf(set), [set.Table], set.NoSubjectBecause!, "GDPR 11"),
        .. scope is PackageScope.Access ? Array.Empty<ManifestGap>() :
        [
            new ManifestGap(
                "AllCategories", [], "What we recorded about you, rather than received from you, is in the answer to an access request.", "GDPR 20(1)"),
        ],
        new("ApiContent", [], "Prompts, answers and files sent to models are never stored.", "KVKK 4; GDPR 5(1)(c)"),
        new("Backups", [], "They hold the same data as this package, encrypted, for at most 35 days.", "GDPR 12(5)"),
        new("Secrecy", [], "What a law forbids us to tell you now is left out until it no longer does.", "KVKK 28; GDPR 23"),
        new("OtherPeople", [], "In place of other people stands the role in which they acted.", "GDPR 15(4), 20(4)"),
    ];

    private static ManifestGap? Secrets(DataSet set)
    {
        var secret = set.Properties.Where(p => p.Mark.Personal?.Export is ExportScope.Secret)
            .Select(p => $"{set.Table}.{p.Property.Name}").ToList();
        return secret.Count == 0 ? null : new ManifestGap(
            CategoryOf(set), secret, "Secrets and keyed hashes, by which others could act in your name, and what would name other people.", "GDPR 15(4)");
    }

    private static string CategoryOf(DataSet set) =>
        set.Properties.Select(p => p.Mark.Personal?.Category).First(c => c is not null).ToString()!;
}
