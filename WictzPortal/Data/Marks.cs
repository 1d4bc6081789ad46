using System.Reflection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>What a property says about a person: <see cref="Personal"/>, or the reason why nothing.</summary>
public sealed record Mark(PersonalAttribute? Personal, string? NotPersonalBecause);

/// <summary>
/// The mark of every mapped property: from its attribute, or, for the tables of ASP.NET Identity, from the list here.
/// Export, erasure, retention and the processing register read these marks.
/// </summary>
public static class Marks
{
    private static readonly PersonalAttribute Secret = new(
        DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Secret);

    private static readonly PersonalAttribute Sealed = new(
        DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Secret);

    private static readonly PersonalAttribute Told = new(
        DataCategory.TransactionSecurity, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable);

    // Type and property of Identity's own classes, which cannot bear attributes.
    private static readonly Dictionary<(Type, string), Mark> Framework = new()
    {
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.Id))] = new(Told, null),
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.UserName))] = new(Told, null),      // the id again
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.NormalizedUserName))] = new(Secret, null),      // a keyed hash
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.NormalizedEmail))] = new(Secret, null),      // a keyed hash
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.EmailConfirmed))] = new(Told, null),
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.PasswordHash))] = new(Secret, null),
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.SecurityStamp))] = new(Secret, null),
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.ConcurrencyStamp))] = NotPersonal("changes with each write of the row"),
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.TwoFactorEnabled))] = new(Told, null),
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.LockoutEnd))] = new(Told, null),
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.LockoutEnabled))] = NotPersonal("true for everybody"),
        [(typeof(IdentityUser<Guid>), nameof(PortalUser.AccessFailedCount))] = new(Told, null),
        [(typeof(IdentityUserToken<Guid>), nameof(IdentityUserToken<>.UserId))] = new(Told, null),
        [(typeof(IdentityUserToken<Guid>), nameof(IdentityUserToken<>.LoginProvider))] = NotPersonal("a constant of the program"),
        [(typeof(IdentityUserToken<Guid>), nameof(IdentityUserToken<>.Name))] = NotPersonal("a constant of the program"),
        [(typeof(IdentityUserToken<Guid>), nameof(IdentityUserToken<>.Value))] = new(Sealed, null),
        [(typeof(IdentityUserPasskey<Guid>), nameof(IdentityUserPasskey<>.UserId))] = new(Told, null),
        [(typeof(IdentityUserPasskey<Guid>), nameof(IdentityUserPasskey<>.CredentialId))] = new(Secret, null),
        [(typeof(IdentityUserRole<Guid>), nameof(IdentityUserRole<>.UserId))] = new(Told, null),
        [(typeof(IdentityUserRole<Guid>), nameof(IdentityUserRole<>.RoleId))] = new(Told, null),
    };

    /// <summary>Whole types of Identity: tables of the program's own words, and tables that the portal leaves empty.</summary>
    private static readonly Dictionary<Type, Mark> FrameworkTypes = new()
    {
        [typeof(IdentityPasskeyData)] = new(Secret, null),      // its name is sealed by the store
        [typeof(IdentityRole<Guid>)] = NotPersonal("names of the staff roles"),
        [typeof(IdentityRoleClaim<Guid>)] = NotPersonal("never written"),
        [typeof(IdentityUserClaim<Guid>)] = NotPersonal("never written"),
        [typeof(IdentityUserLogin<Guid>)] = NotPersonal("never written: there is no sign-in through others"),
    };

    /// <summary>The mark of a mapped property; null when it has none, which fails the build.</summary>
    public static Mark? Of(IReadOnlyProperty property)
    {
        if (property.PropertyInfo is { } member)
        {
            if (member.GetCustomAttribute<PersonalAttribute>() is { } personal)
            {
                return new Mark(personal, null);
            }

            if (member.GetCustomAttribute<NotPersonalAttribute>() is { } notPersonal)
            {
                return NotPersonal(notPersonal.Why);
            }
        }

        if (property.IsShadowProperty() && property.IsKey() && property.DeclaringType is IReadOnlyEntityType entity && entity.IsOwned())
        {
            return NotPersonal("key of an owned value, the same as its owner's");
        }

        var declaring = property.PropertyInfo?.DeclaringType;
        return declaring is not null && Framework.TryGetValue((declaring, property.Name), out var mark) ? mark
            : declaring is not null && FrameworkTypes.TryGetValue(declaring, out var whole) ? whole
            : null;
    }

    private static Mark NotPersonal(string why) => new(null, why);
}
