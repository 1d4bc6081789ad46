namespace WictzPortal.Admin;

/// <summary>Example data for <c>--demo</c>. Last of all slices, since it works through the others.</summary>
public static class DemoSlice
{
    // Nobody's: so that notices and answer letters can be seen whole.
    private static readonly Dictionary<string, string?> Controller = new()
    {
        ["Controller:Title"] = "Örnek Yazılım Anonim Şirketi", ["Controller:MersisNumber"] = "0000000000000000",
        ["Controller:Address"] = "Örnek Mahallesi 1, 34000 İstanbul", ["Controller:Email"] = "kvkk@example.com",
        ["Controller:Kep"] = "ornek@hs01.example.com", ["Controller:Website"] = "https://example.com",
    };

    public static void AddDemo(this IHostApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue<bool>("Portal:Demo"))
        {
            return;
        }

        if (builder.Configuration["Controller:MersisNumber"] is null)
        {
            builder.Configuration.AddInMemoryCollection(Controller);
        }

        builder.Services.AddSingleton<DemoPeople>();
        builder.Services.AddSingleton<DemoTraffic>();
        builder.Services.AddSingleton<DemoBooks>();
        builder.Services.AddSingleton<DemoPlans>();
        builder.Services.AddSingleton<DemoSales>();
        builder.Services.AddSingleton<DemoRegister>();
        builder.Services.AddSingleton<DemoPrivacy>();
        builder.Services.AddHostedService<DemoSeeder>();
    }
}
