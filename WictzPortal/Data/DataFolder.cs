using Microsoft.Extensions.Options;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>Where the portal's files are. Every folder is made on first use, open to the owner alone.</summary>
public sealed class DataFolder(IOptions<PortalOptions> options)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The absolute path of <c>Portal:DataDirectory</c>.</summary>
    public string Root { get; } = Make(Path.GetFullPath(options.Value.DataDirectory));

    /// <summary>A file directly in the data directory.</summary>
    public string File(string name) => Path.Combine(Root, name);

    /// <summary>A folder in the data directory.</summary>
    public string Folder(string name) => Make(Path.Combine(Root, name));

    /// <summary>Writes a file that only the owner may read; it is never there with a wider mode, not even for an instant.</summary>
    public static void WriteSecret(string path, string text)
    {
        var temporary = $"{path}.new";
        System.IO.File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(temporary, options))
        {
            writer.Write(text);
        }

        System.IO.File.Move(temporary, path, overwrite: true);
    }

    private static string Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }

        return path;
    }
}
