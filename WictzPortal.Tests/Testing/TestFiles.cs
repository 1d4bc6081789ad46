namespace WictzPortal.Tests.Testing;

/// <summary>Reads files that a running application holds open.</summary>
internal static class TestFiles
{
    public static async Task<byte[]> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
