using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Kernel;

namespace WictzPortal.Tests.Privacy;

/// <summary>Finds a command of the executable by its words.</summary>
internal static class Verbs
{
    public static IVerb GetVerb(this IServiceProvider services, string name) => services.GetServices<IVerb>().Single(verb => verb.Name == name);
}
