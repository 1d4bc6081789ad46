using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

/// <summary>Staff roles, given and taken on the page for administrators.</summary>
[Trait("Promise", "A-36")]
public sealed class StaffRolesTests
{
    [Fact]
    public async Task A_role_is_given_to_who_has_signed_up_and_taken_again()
    {
        await using var app = await PortalApp.StartAsync();
        var (staff, admin) = (app.Get<StaffRoles>(), Guid.CreateVersion7());
        var (person, _) = await Visitor.SignedUpAsync(app);

        Assert.Equal("staff.unknown_address", (await staff.GiveAsync("nobody@example.com", Roles.Support, admin, default)).Failure?.Code);
        Assert.True((await staff.GiveAsync($" {person.Email} ", Roles.Billing, admin, default)).Succeeded);
        Assert.Equal("staff.has_role", (await staff.GiveAsync(person.Email, Roles.Billing, admin, default)).Failure?.Code);
        var row = Assert.Single(await staff.ListAsync(default));
        Assert.Equal((person.Email, Roles.Billing, false), (row.Email, Assert.Single(row.Roles), row.HasSecondFactor));

        Assert.True((await staff.TakeAsync(row.UserId, Roles.Billing, admin, default)).Succeeded);
        Assert.Equal("staff.unknown", (await staff.TakeAsync(row.UserId, Roles.Billing, admin, default)).Failure?.Code);
        Assert.Empty(await staff.ListAsync(default));
        var trail = (await app.Get<AuditBrowser>().ListAsync("staff.", row.UserId, 0, 10, default)).Rows;
        Assert.Equal(["staff.role_taken", "staff.role_given"], trail.Select(r => r.Action));
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using var app = await PortalApp.StartAsync();
        var staff = app.Get<StaffRoles>();
        var ((first, _), (second, _)) = (await Visitor.SignedUpAsync(app), await Visitor.SignedUpAsync(app));
        var firstId = (await staff.GiveAsync(first.Email, Roles.Administrator, Guid.Empty, default)).Value;

        Assert.Equal("staff.last_administrator", (await staff.TakeAsync(firstId, Roles.Administrator, firstId, default)).Failure?.Code);
        Assert.True((await staff.GiveAsync(second.Email, Roles.Administrator, firstId, default)).Succeeded);
        Assert.True((await staff.TakeAsync(firstId, Roles.Administrator, firstId, default)).Succeeded);
    }
}
