using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using WictzPortal.Data;

namespace WictzPortal.Admin;

/// <summary>A person of the demonstration, with what is needed to sign in.</summary>
/// <param name="Role"><c>Customer</c> or a staff role.</param>
/// <param name="TotpSecret">Base 32, for an authenticator app; staff alone have one.</param>
internal sealed record DemoUser(string Role, string Email, string Password, string? TotpSecret);

/// <summary><c>demo.json</c> in the data directory: how to use what <c>--demo</c> has seeded. The secrets are random, the file is the owner's alone.</summary>
internal sealed record DemoFile(string BaseUrl, string ApiKey, string ExhaustedKey, IReadOnlyList<DemoUser> Users)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // addresses stay readable; it is a file, not a page
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string PathIn(DataFolder folder) => folder.File("demo.json");

    /// <summary>Null while nothing has been seeded.</summary>
    public static async Task<DemoFile?> ReadAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(PathIn(folder)))
        {
            return null;
        }

        await using var file = File.OpenRead(PathIn(folder));
        return await JsonSerializer.DeserializeAsync<DemoFile>(file, Json, cancellationToken);
    }

    public void Write(DataFolder folder) => DataFolder.WriteSecret(PathIn(folder), JsonSerializer.Serialize(this, Json) + "\n");
}
