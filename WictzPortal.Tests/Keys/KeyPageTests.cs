using WictzPortal.Accounts;
using WictzPortal.Keys;
using WictzPortal.Plans;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Keys;

public sealed class KeyPageTests
{
    [Fact, Trait("Exam", "37")]
    public async Task A_key_is_shown_to_its_account_and_changed_by_those_who_may()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedInAsync(app);
        var (other, viewer) = await Visitor.SignedInAsync(app);
        var key = (await app.Get<KeyIssuer>().IssueAsync(
            account.AccountId, account.AccountNumber, "night shift", default, limits: new LimitSet(RequestsPerDay: 1_234))).Value!;
        var path = $"/keys/{key.Id}";

        var owners = await owner.GetAsync(path);
        var strangers = await other.GetAsync(path);
        await app.Get<Members>().AddAsync(account.AccountId, viewer.UserId, MemberRole.Viewer, default);
        await other.SwitchAsync(account.AccountId);
        var viewers = await other.GetAsync(path);

        Assert.All([owners, viewers], page => Assert.Contains("value=\"1,234\"", page));
        Assert.Contains("Save limits", owners);
        Assert.DoesNotContain("Save limits", viewers);
        Assert.DoesNotContain("Revoke</span>", viewers);
        Assert.Contains("There is no such key", strangers);
        Assert.DoesNotContain("night shift", strangers);
    }
}
