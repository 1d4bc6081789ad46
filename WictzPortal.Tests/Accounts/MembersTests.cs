using System.Net;
using WictzPortal.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

public sealed class MembersTests
{
    [Fact]
    public async Task An_invited_person_joins_and_acts_for_the_account()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedInAsync(app);
        var (guest, _) = await Visitor.SignedInAsync(app);

        var invited = await owner.PostAsync("/members", "invite", ("Input.Email", guest.Email), ("Input.Role", "Admin"));
        Assert.Contains("done=invited", invited.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var link = await guest.LinkAsync("accounts.invitation");
        var joined = await guest.PostAsync(link, "join");

        Assert.Contains("done=joined", joined.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var page = await guest.GetAsync("/members");
        Assert.Contains(owner.Email, page, StringComparison.Ordinal);
        Assert.Equal(MemberRole.Admin, (await app.Get<Members>().ListAsync(account.AccountId, account.UserId, default))[1].Role);
        Assert.Contains("was used, withdrawn or has expired", await guest.GetAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_is_for_the_invited_address_alone()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedInAsync(app);
        var (guest, _) = await Visitor.SignedInAsync(app);
        var (other, _) = await Visitor.SignedInAsync(app);
        await owner.PostAsync("/members", "invite", ("Input.Email", guest.Email), ("Input.Role", "Viewer"));

        var refused = await other.PostAsync(await guest.LinkAsync("accounts.invitation"), "join");

        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Single(await app.Get<Members>().ListAsync(account.AccountId, account.UserId, default));
    }

    [Fact]
    public async Task Strangers_see_and_change_nothing()
    {
        var app = await PortalApp.SharedAsync;
        var (_, account) = await Visitor.SignedUpAsync(app);
        var (_, stranger) = await Visitor.SignedUpAsync(app);
        var members = app.Get<Members>();

        Assert.Empty(await members.ListAsync(account.AccountId, stranger.UserId, default));
        var change = await members.ChangeRoleAsync(account.AccountId, account.UserId, MemberRole.Viewer, stranger.UserId, default);
        var removal = await members.RemoveAsync(account.AccountId, account.UserId, stranger.UserId, default);

        Assert.Equal("accounts.not_allowed", change?.Code);
        Assert.Equal("accounts.not_allowed", removal?.Code);
    }

    [Theory]
    [InlineData(MemberRole.Viewer, MemberRole.Viewer, false)]
    [InlineData(MemberRole.Member, MemberRole.Viewer, false)]
    [InlineData(MemberRole.Admin, MemberRole.Admin, true)]
    [InlineData(MemberRole.Admin, MemberRole.Owner, false)]
    [InlineData(MemberRole.Owner, MemberRole.Owner, true)]
    public void Rank_decides_who_manages_whom(MemberRole mine, MemberRole theirs, bool may) =>
        Assert.Equal(may, Members.MayManage(mine, theirs));

    [Fact]
    public async Task The_last_owner_stays()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedInAsync(app);

        var left = await owner.PostAsync("/members", $"remove-{account.UserId:N}");
        var demoted = await owner.PostAsync("/members", $"role-{account.UserId:N}", ("MemberRole", "Viewer"));

        Assert.Contains("An account needs an owner", await left.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("An account needs an owner", await demoted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_member_is_signed_out_of_the_account()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedInAsync(app);
        var (guest, person) = await Visitor.SignedUpAsync(app);
        await app.Get<Members>().AddAsync(account.AccountId, person.UserId, MemberRole.Member, default);
        await guest.SignInAsync();
        await guest.SwitchAsync(account.AccountId);
        Assert.Contains(owner.Email, await guest.GetAsync("/members"), StringComparison.Ordinal);

        await owner.PostAsync("/members", $"remove-{person.UserId:N}");

        Assert.Contains("/sign-in", (await guest.Http.GetAsync("/members")).Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_switches_to_an_account_of_others()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedUpAsync(app);
        var (stranger, _) = await Visitor.SignedInAsync(app);

        await stranger.SwitchAsync(account.AccountId);

        Assert.DoesNotContain(owner.Email, await stranger.GetAsync("/members"), StringComparison.Ordinal);
    }
}
