using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Policies;

namespace WictzPortal.Privacy;

/// <summary>The register as files, for the registry and for auditors.</summary>
internal static class InventoryEndpoints
{
    public const string Page = "/admin/privacy/inventory";

    public static void MapInventory(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Page}.csv", (ProcessingRegister register, IStringLocalizer<PrivacyText> text, IStringLocalizer<PoliciesText> policies) =>
            Results.File(System.Text.Encoding.UTF8.GetBytes(register.ToCsv(text, policies)), "text/csv; charset=utf-8", "processing-register.csv"))
            .RequireAuthorization(Roles.SupervisionPolicy);
        routes.MapGet($"{Page}.json", (ProcessingRegister register) =>
            Results.File(System.Text.Encoding.UTF8.GetBytes(register.ToJson()), "application/json", "processing-register.json"))
            .RequireAuthorization(Roles.SupervisionPolicy);
    }
}
