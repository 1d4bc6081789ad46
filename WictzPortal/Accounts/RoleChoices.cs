using Microsoft.Extensions.Localization;

namespace WictzPortal.Accounts;

/// <summary>The roles a member may give, in words.</summary>
internal static class RoleChoices
{
    public static IEnumerable<(string Value, string Text)> Of(IStringLocalizer<AccountsText> T, MemberRole mine) =>
        Enum.GetValues<MemberRole>().Where(role => Members.MayManage(mine, role)).Reverse().Select(role => (role.ToString(), Name(T, role)));

    private static string Name(IStringLocalizer<AccountsText> T, MemberRole role) => role switch
    {
        MemberRole.Owner => T["Owner"],
        MemberRole.Admin => T["Admin"],
        MemberRole.Member => T["Member"],
        _ => T["Viewer"],
    };
}
