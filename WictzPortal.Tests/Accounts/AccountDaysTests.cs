using WictzPortal.Accounts;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

public sealed class AccountDaysTests
{
    [Fact]
    public async Task An_account_begins_in_its_openers_zone_and_its_owner_moves_it()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, days) = (await SignUpAsync(app, "Asia/Tokyo"), app.Get<AccountDays>());
        var told = new TaskCompletionSource();
        app.Get<ClusterNews>().Heard += news => { if (news == new News(Topic.Limits, owner.AccountId.ToString())) { told.TrySetResult(); } };
        Assert.Equal("Asia/Tokyo", await days.ZoneAsync(owner.AccountId, default));

        Assert.Null(await days.MoveAsync(owner.AccountId, "America/New_York", owner.UserId, default));

        Assert.Equal("America/New_York", await days.ZoneAsync(owner.AccountId, default));
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Nobody_else_moves_it_and_nowhere_that_is_not()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, member, days) = (await SignUpAsync(app), await SignUpAsync(app), app.Get<AccountDays>());
        await app.Get<Members>().AddAsync(owner.AccountId, member.UserId, MemberRole.Member, default);

        Assert.Equal("accounts.not_allowed", (await days.MoveAsync(owner.AccountId, "UTC", member.UserId, default))?.Code);
        Assert.Equal("accounts.not_allowed", (await days.MoveAsync(owner.AccountId, "UTC", Guid.NewGuid(), default))?.Code);
        Assert.Equal("accounts.zone_invalid", (await days.MoveAsync(owner.AccountId, "Mars/Olympus", owner.UserId, default))?.Code);
        Assert.Equal("Europe/Istanbul", await days.ZoneAsync(owner.AccountId, default));
    }

    private static async Task<SignedUp> SignUpAsync(PortalApp app, string zone = "Europe/Istanbul")
    {
        var person = new NewUser("Deniz", "Aksoy", $"{Guid.NewGuid():N}@example.com", Visitor.Password, AgeBand.Adult) { EmailConfirmed = true, TimeZone = zone };
        return (await app.Get<SignUp>().RegisterAsync(person, default)).Value!;
    }
}
