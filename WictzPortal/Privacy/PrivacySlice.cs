namespace WictzPortal.Privacy;

/// <summary>What a person may ask for about the own data, and how the portal does it.</summary>
public static class PrivacySlice
{
    public static void AddPrivacy(this IHostApplicationBuilder builder)
    {
        builder.AddRequests();
        builder.AddRights();
        builder.AddPackages();
        builder.AddInventory();
        builder.AddErasure();
        builder.AddBackup();
    }

    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        routes.MapPackages();
        routes.MapInventory();
        routes.MapRequests();
        routes.MapErasures();
    }
}
