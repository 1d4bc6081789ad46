using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WictzPortal.Recipients;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Recipients;

/// <summary>Personal data is kept in Türkiye, or the portal does not start.</summary>
[Trait("Promise", "B-14")]
[Trait("Promise", "A-28")]
public sealed class StorageTests
{
    public static TheoryData<StorageOptions, bool> Places => new()
    {
        { new StorageOptions(), true },
        { new StorageOptions { Database = "DE" }, false },
        { new StorageOptions { Files = "US" }, false },
        { new StorageOptions { Backups = "NL" }, false },
        { new StorageOptions { Logs = "IE" }, false },
        { new StorageOptions { Mail = "US" }, false },
        { new StorageOptions { Logs = "IE", Mail = "US", TransitOnly = ["Logs", "Mail"] }, true },
        { new StorageOptions { Backups = "NL", TransitOnly = ["Backups"] }, false },
        { new StorageOptions { Logs = "Ireland", TransitOnly = ["Logs"] }, false },
    };

    [Theory, MemberData(nameof(Places))]
    public void What_stays_abroad_is_refused_and_what_passes_through_is_not(StorageOptions options, bool isFine) =>
        Assert.Equal(isFine, Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));

    [Fact]
    public async Task The_portal_does_not_start_with_backups_abroad()
    {
        var refusal = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => PortalApp.StartAsync(("Storage:Backups", "DE")));

        Assert.Contains("Storage:Backups is DE", refusal.Message, StringComparison.Ordinal);
    }
}
