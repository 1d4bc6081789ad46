using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using WictzPortal.Kernel;
using WictzPortal.Shell;

namespace WictzPortal.Tests.Shell;

public sealed class NavMapTests
{
    [Fact]
    public void Every_entry_leads_to_a_page()
    {
        var pages = typeof(NavMap).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>())
            .Select(route => route.Template)
            .ToHashSet();

        Assert.Empty(NavMap.Sections.SelectMany(section => section.Items).Concat(NavMap.Own).Select(item => item.Path).Except(pages));
    }

    [Fact]
    public void Only_staff_see_the_staff_section()
    {
        var customer = new ClaimsPrincipal(new ClaimsIdentity("test"));
        var administrator = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, Roles.Administrator)], "test"));
        var support = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, Roles.Support)], "test"));

        Assert.DoesNotContain(NavMap.For(customer), section => section.ForStaff);
        Assert.Contains(NavMap.For(support).Last().Items, item => item.Path == "/admin/jobs");
        Assert.DoesNotContain(NavMap.For(support).Last().Items, item => item.Path is "/admin/models" or "/admin/limits");
        Assert.Equal(NavMap.Sections, NavMap.For(administrator));
    }

    [Theory]
    [InlineData("/", "Overview")]
    [InlineData("/keys", "API keys")]
    [InlineData("/usage", "Usage")]
    [InlineData("/nowhere", null)]
    public void A_page_is_found_by_its_address(string path, string? title) => Assert.Equal(title, NavMap.Find(path)?.Item.Title);
}
