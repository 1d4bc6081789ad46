namespace WictzPortal.Privacy;

/// <summary>The register of processing, and the privacy centre that shows people their part of it.</summary>
internal static class InventorySlice
{
    public static void AddInventory(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProcessingRegister>();
        builder.Services.AddSingleton<Holdings>();
        builder.Services.AddSingleton<Looks>();
    }
}
