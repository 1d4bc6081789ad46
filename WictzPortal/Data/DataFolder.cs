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
    public static void WriteSecret(string path, string text) => WriteSecret(path, text, overwrite: true);

    /// <summary>As <see cref="WriteSecret(string, string)"/>, unless the file is there already, or another process was faster.</summary>
    public static void WriteFirstSecret(string path, string text)
    {
        try
        {
            WriteSecret(path, text, overwrite: false);
        }
        catch (IOException) when (System.IO.File.Exists(path))
        {
            // The other's counts.
        }
    }

    private static void WriteSecret(string path, string text, bool overwrite)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var writer = new StreamWriter(temporary, options))
            {
                writer.Write(text);
            }

            System.IO.File.Move(temporary, path, overwrite);
        }
        finally
        {
            System.IO.File.Delete(temporary);      // nothing, where it was moved
        }
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
