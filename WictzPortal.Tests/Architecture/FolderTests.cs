using System.ComponentModel.DataAnnotations;
using System.Reflection;
using WictzPortal.Data;

namespace WictzPortal.Tests.Architecture;

public sealed class FolderTests
{
    /// <summary>The rule: code uses its own folder, and what is public in the folders before it.</summary>
    private static readonly string[] Order = [
        "Kernel", "Data", "Cluster", "Jobs", "Audit", "Standing", "Mail", "Webhooks", "Ui",
        "Consent", "Policies", "Plans", "Accounts", "Keys", "Recipients", "Models", "Ledger", "Usage", "Billing", "Payments", "Invoices",
        "Gateway", "Playground", "Support", "Retention", "Privacy", "Breaches", "Admin", "Shell"];

    private static readonly Type[] Types = typeof(PortalDb).Assembly.GetTypes();

    [Fact]
    public void Code_uses_its_own_folder_and_what_is_public_before_it()
    {
        var breaches =
            from type in Types
            where Rank(type) >= 0
            from used in References.Of(type)
            let rank = Rank(used as Type ?? used.DeclaringType)
            where rank > Rank(type) || (rank >= 0 && rank < Rank(type) && !IsPublic(used))
            select $"{Outermost(type).FullName} uses {used.DeclaringType?.FullName}.{used.Name}";

        Rule.HasNo(breaches);
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order() =>
        Assert.Empty(Types
            .Where(t => t.Namespace?.StartsWith("WictzPortal.", StringComparison.Ordinal) == true && Rank(t) < 0)
            .Select(t => t.FullName));

    /// <summary>ASP.NET's validator passes over an internal request without a word.</summary>
    [Fact]
    public void Validated_requests_are_public()
    {
        var passedOver =
            from type in Types
            where !type.IsVisible
            from parameter in type.GetConstructors().SelectMany(c => c.GetParameters())
            where parameter.IsDefined(typeof(ValidationAttribute), inherit: true)
            select type.FullName;

        Rule.HasNo(passedOver);
    }

    private static int Rank(Type? type) => Array.IndexOf(Order, type?.Namespace?.Split('.') is ["WictzPortal", var folder, ..] ? folder : null);

    private static bool IsPublic(MemberInfo member) => member switch
    {
        Type type => type.IsVisible,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        _ => true,
    };

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
