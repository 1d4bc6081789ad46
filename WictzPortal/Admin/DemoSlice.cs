namespace WictzPortal.Admin;

/// <summary>Example data for <c>--demo</c>. Last of all slices, since it works through the others.</summary>
public static class DemoSlice
{
    public static void AddDemo(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DemoPeople>();
        builder.Services.AddSingleton<DemoTraffic>();
        builder.Services.AddSingleton<DemoBooks>();
        builder.Services.AddSingleton<DemoPlans>();
        builder.Services.AddHostedService<DemoSeeder>();
    }
}
