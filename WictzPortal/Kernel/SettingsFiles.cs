using Microsoft.Extensions.Configuration.Json;

namespace WictzPortal.Kernel;

/// <summary>Where settings come from: each source overrides those before it.</summary>
public static class SettingsFiles
{
    /// <summary>
    /// Adds the operator's own <c>appsettings.json</c>, in the working directory and then in the data directory. Both come
    /// after the file that the portal brings and before environment variables and flags.
    /// </summary>
    public static void AddOperatorFiles(this ConfigurationManager configuration)
    {
        Insert(configuration, Path.GetFullPath("appsettings.json"));
        Insert(configuration, Path.GetFullPath(Path.Combine(configuration["Portal:DataDirectory"] ?? "data", "appsettings.json")));
    }

    private static void Insert(ConfigurationManager configuration, string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var file = new JsonConfigurationSource { Path = path, Optional = true };
        file.ResolveFileProvider();
        IList<IConfigurationSource> sources = configuration.Sources;
        sources.Insert(sources.IndexOf(sources.Last(source => source is JsonConfigurationSource)) + 1, file);
    }
}
