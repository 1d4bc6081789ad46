using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Accounts;

[Trait("Exam", "57")]
public sealed class CreateAdministratorTests
{
    [Fact]
    public async Task A_known_user_becomes_administrator_and_signs_in_anew()
    {
        await using var app = await PortalApp.StartAsync();
        var (visitor, _) = await Visitor.SignedInAsync(app);

        var (code, said) = await RunAsync(app, visitor.Email.ToUpperInvariant());

        Assert.Equal(0, code);
        Assert.Contains("is an administrator from the next sign-in on", said, StringComparison.Ordinal);
        Assert.True(await app.Get<StaffRoles>().IsHeldAsync(Roles.Administrator, default));
        Assert.Contains("/sign-in", (await visitor.Http.GetAsync("/profile")).Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_gets_a_link_for_it_alone()
    {
        await using var app = await PortalApp.StartAsync();
        var visitor = new Visitor(app);

        var (code, said) = await RunAsync(app, visitor.Email);
        Assert.Equal(0, code);
        var path = said[said.IndexOf("/setup/", StringComparison.Ordinal)..].Trim();
        await visitor.PostAsync(path, "setup",
            ("Input.FirstName", "Ada"), ("Input.LastName", "Yönetici"), ("Input.Email", "another@example.com"), ("Input.Password", Visitor.Password));

        Assert.Contains(visitor.Email, await visitor.GetAsync("/profile"), StringComparison.Ordinal);
        Assert.True(await app.Get<StaffRoles>().IsHeldAsync(Roles.Administrator, default));
    }

    [Theory]
    [InlineData]
    [InlineData("nobody")]
    [InlineData("a@example.com", "b@example.com")]
    public async Task Anything_but_one_address_is_answered_with_the_usage(params string[] arguments)
    {
        var app = await PortalApp.SharedAsync;

        var (code, said) = await RunAsync(app, arguments);

        Assert.Equal(1, code);
        Assert.Contains("Usage: admin create EMAIL", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_set_up_leaves_the_link_and_nobody_behind()
    {
        await using var app = await PortalApp.StartAsync();
        var path = await app.Get<SetupLinks>().MakeAsync(null, default);
        var visitor = new Visitor(app);
        await using var db = app.OpenDb();
        var (users, roles) = (db.Users, db.Roles);
        await roles.Where(r => r.Name == Roles.Administrator).ExecuteDeleteAsync();      // so that the last write of the set-up fails

        var failed = await app.Get<SetupLinks>().UseAsync(path.Split('/')[^1],
            new NewUser("Ada", "Yönetici", visitor.Email, Visitor.Password, AgeBand.Adult), default).ContinueWith(t => t.IsFaulted);

        Assert.True(failed);
        Assert.False(await users.AnyAsync());
        Assert.True((await app.Get<SetupLinks>().FindAsync(path.Split('/')[^1], default)).Works);
    }

    private static async Task<(int Code, string Said)> RunAsync(PortalApp app, params string[] arguments)
    {
        await using var said = new StringWriter();
        var verb = app.Services.GetServices<IVerb>().Single(v => v.Name == "admin create");
        return (await verb.RunAsync(arguments, said, default), said.ToString());
    }
}
