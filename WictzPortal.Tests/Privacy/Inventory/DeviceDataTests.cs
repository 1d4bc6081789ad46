using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Privacy;

/// <summary>What is known of networks and devices: where it stands, and how little of it.</summary>
[Collection(nameof(PackageApp))]
public sealed class DeviceDataTests(PackageApp one)
{
    /// <summary>Words of columns that tell of a network or a device.</summary>
    private static readonly string[] Telling = ["ip", "device", "agent", "client", "network"];

    [Fact, Trait("Promise", "A-04"), Trait("Promise", "B-06")]
    public void Addresses_and_devices_stand_in_sessions_the_request_log_and_cookie_receipts_alone()
    {
        var found =
            from set in one.App.Get<DataMap>().Sets
            from column in set.Properties
            where column.Mark.Personal is not null
            where System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(column.Property.Name).Split('_').Intersect(Telling).Any()
            select $"{set.Table}.{column.Property.Name}";

        Assert.Equal(
            ["consent_receipts.Network", "request_log.ClientFamily", "request_log.Ip", "user_sessions.Device", "user_sessions.Ip"],
            found.Order(StringComparer.Ordinal));
    }

    [Theory, Trait("Promise", "A-10")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.86 Safari/537.36 Edg/131.0.2903.70", "Edge/131 · Windows", "browser/5")]
    [InlineData("OpenAI/Python 1.57.2 secret-project-name", "Other · Other", "openai-python/1")]
    [InlineData("my-company-internal-tool/4.2 (build 17; user anna)", "Other · Other", "other")]
    [InlineData("", "Other · Other", "other")]
    public void Of_a_user_agent_family_and_major_version_are_kept(string userAgent, string device, string client)
    {
        Assert.Equal(device, Device.Describe(userAgent));
        Assert.Equal(client, ClientFamily.Of(userAgent));
    }
}
