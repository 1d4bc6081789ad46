using System.Text.Json;
using Microsoft.Extensions.Localization;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;
using WictzPortal.Privacy;
using WictzPortal.Recipients;
using WictzPortal.Tests.Accounts;

namespace WictzPortal.Tests.Privacy;

/// <summary>The register says what the marks say, and tells what has changed since it was entered at the authority.</summary>
[Collection(nameof(PackageApp))]
public sealed class ProcessingRegisterTests(PackageApp one)
{
    [Fact, Trait("Promise", "A-66")]
    public void Every_classified_column_is_in_exactly_one_line()
    {
        var app = one.App;
        var marked =
            from set in app.Get<DataMap>().Sets
            from property in set.Properties
            where property.Mark.Personal is not null
            select $"{set.Table}.{property.Property.Name}";

        var told = app.Get<Inventory>().Rows.SelectMany(row => row.Data);

        Assert.Equal(marked.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_change_is_a_task_until_it_is_entered()
    {
        var app = one.App;
        var (_, officer) = await Visitor.SignedUpAsync(app);
        var register = app.Get<ProcessingRegister>();
        var all = register.Rows().Count;
        var (before, _) = await register.CompareAsync(default);
        Assert.Equal((all, 0, 0), (before.Added.Count, before.Removed.Count, before.Changed.Count));

        await register.EnterAsync(officer.UserId, default);
        var (none, enteredAt) = await register.CompareAsync(default);
        Assert.True(none.IsEmpty);
        Assert.Equal(one.Clock.GetUtcNow(), enteredAt);
        await one.RegisterAsync(Provider);

        var (diff, _) = await register.CompareAsync(default);
        Assert.NotEmpty(diff.Changed);
        Assert.All(diff.Changed, row => Assert.Equal(("ServiceDelivery", "CustomerTransaction"), (row.Purpose, row.Category)));
        Assert.All(diff.Changed, row => Assert.Equal("US (StandardContract)", Assert.Single(row.Abroad)));
        Assert.Single((await app.Get<AuditBrowser>().ListAsync("privacy.register_entered", officer.UserId, 0, 5, default)).Rows);
        Assert.Contains("US (StandardContract)", register.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_for_who_supervises_alone()
    {
        var app = one.App;
        var (visitor, _) = await Visitor.SignedInAsync(app);

        foreach (var ending in (string[])["", ".csv", ".json"])
        {
            Assert.NotEqual(System.Net.HttpStatusCode.OK, (await visitor.Http.GetAsync($"/admin/privacy/inventory{ending}")).StatusCode);
        }
    }

    [Fact]
    public void Json_names_controller_and_measures_and_csv_has_a_line_for_each()
    {
        var app = one.App;
        var register = app.Get<ProcessingRegister>();

        var json = JsonDocument.Parse(register.ToJson()).RootElement;
        var csv = register.ToCsv(app.Get<IStringLocalizer<PrivacyText>>(), app.Get<IStringLocalizer<PoliciesText>>());

        Assert.True(json.GetProperty("controller").TryGetProperty("title", out _));
        Assert.NotEqual(0, json.GetProperty("measures").GetArrayLength());
        Assert.Equal(register.Rows().Count, json.GetProperty("asController").GetArrayLength());
        Assert.Equal(register.Rows().Count + 2, csv.Split("\r\n").Length);
    }

    private static readonly RecipientFacts Provider = new()
    {
        Name = "Örnek Model Ltd.", Type = RecipientType.AiProvider, Country = "US",
        Categories = [DataCategory.CustomerTransaction], Purposes = [Purpose.ServiceDelivery],
        Transfer = new TransferGround(TransferMechanism.StandardContract, "SÖZ-7", new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 5)),
    };
}
