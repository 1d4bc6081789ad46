using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Copies of a person's data: made from the marks, signed, sealed, and handed out to the person alone.</summary>
internal static class PackagesSlice
{
    public static void AddPackages(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Schemas>();
        services.AddSingleton<AccessAnswer>();
        services.AddSingleton<PackageGuide>();
        services.AddSingleton<PackagePapers>();
        services.AddSingleton<ManifestFacts>();
        services.AddSingleton<PackageBuilder>();
        services.AddSingleton<PackageMail>();
        services.AddSingleton<PackageWorks>();
        services.AddSingleton<PackageDesk>();
        services.AddSingleton<IRequestFulfilment, PackageFulfilment>();
        services.AddSingleton<IVerb, PackageVerify>();
    }
}
