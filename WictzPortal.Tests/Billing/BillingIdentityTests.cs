using System.Net;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Billing;

[Trait("Database", "Any")]
public sealed class BillingIdentityTests
{
    [Fact]
    public async Task A_person_is_saved_as_typed_and_shown_with_a_masked_number()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);

        var answer = await PostAsync(visitor, ("TaxNumber", "123 456 789 50"));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var facts = (await app.Get<BillingIdentities>().FindAsync(person.AccountId, default))!;
        Assert.Equal((BillingKind.Individual, "12345678950", "Zeynep Ak", "TR"), (facts.Kind, facts.TaxNumber, facts.Name, facts.Country));
        var page = await visitor.GetAsync("/billing/identity");
        Assert.Contains("*******8950", page, StringComparison.Ordinal);
        Assert.DoesNotContain("12345678950", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_stays_empty_is_kept_but_not_for_another_kind()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);
        await PostAsync(visitor);

        await PostAsync(visitor, ("TaxNumber", ""), ("City", "İzmir"));
        var asCompany = await PostAsync(visitor, ("Kind", "Corporate"), ("TradeName", "Örnek AŞ"), ("TaxOffice", "Kadıköy"), ("TaxNumber", ""));

        Assert.Contains("Enter the VKN", await asCompany.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var facts = (await app.Get<BillingIdentities>().FindAsync(person.AccountId, default))!;
        Assert.Equal((BillingKind.Individual, "12345678950", "İzmir"), (facts.Kind, facts.TaxNumber, facts.City));
    }

    [Fact]
    public async Task A_wrong_check_digit_is_told_and_saved_only_when_insisted_on()
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);

        var warned = await PostAsync(visitor, ("TaxNumber", "12345678951"));

        Assert.Contains("The check digit does not fit", await warned.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(await app.Get<BillingIdentities>().FindAsync(person.AccountId, default));
        await PostAsync(visitor, ("TaxNumber", "12345678951"), ("NumberIsRight", "true"));
        Assert.Equal("12345678951", (await app.Get<BillingIdentities>().FindAsync(person.AccountId, default))!.TaxNumber);
    }

    [Theory]
    [InlineData("TaxNumber", "11111111111", "placeholder")]
    [InlineData("TaxNumber", "02345678950", "does not begin with 0")]
    [InlineData("TaxNumber", "1234567895", "A TCKN has 11 digits")]
    [InlineData("TaxNumber", "", "Enter the TCKN")]
    [InlineData("FirstName", " ", "Enter the first name.")]
    [InlineData("Street", "", "Enter street and number.")]
    [InlineData("District", "", "Enter the district.")]
    [InlineData("City", "<script>", "angle brackets")]
    [InlineData("Country", "XX", "Choose a country")]
    [InlineData("Email", "nobody", "Enter an e-mail address")]
    [InlineData("Phone", "call me", "Enter a telephone number")]
    public async Task Bad_input_is_told_at_its_field_and_nothing_is_saved(string field, string typed, string sentence)
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);

        var answer = WebUtility.HtmlDecode(await (await PostAsync(visitor, (field, typed))).Content.ReadAsStringAsync());

        Assert.Contains(sentence, answer, StringComparison.Ordinal);
        Assert.Contains($"id=\"f-{field.ToLowerInvariant()}-error\"", answer, StringComparison.Ordinal);
        Assert.Null(await app.Get<BillingIdentities>().FindAsync(person.AccountId, default));
    }

    [Theory, Trait("Promise", "B-05")]
    [InlineData("Corporate", "TR", "0123456789", "", true)]
    [InlineData("Corporate", "TR", "12345678950", "", true)]      // a sole trader: the name counts as well
    [InlineData("Corporate", "TR", "0123456780", "", false)]
    [InlineData("Corporate", "DE", "", "", true)]
    [InlineData("Individual", "DE", "", "", true)]
    [InlineData("Individual", "TR", "0123456789", "", false)]
    public async Task Which_number_is_asked_for_depends_on_kind_and_country(string kind, string country, string number, string district, bool isSaved)
    {
        var app = await PortalApp.SharedAsync;
        var (visitor, person) = await Visitor.SignedInAsync(app);

        await PostAsync(
            visitor, ("Kind", kind), ("Country", country), ("TaxNumber", number), ("TradeName", "Örnek AŞ"), ("TaxOffice", "Kadıköy"),
            ("District", country == "TR" ? "Kadıköy" : district));

        Assert.Equal(isSaved, await app.Get<BillingIdentities>().FindAsync(person.AccountId, default) is not null);
    }

    [Fact]
    public async Task A_member_without_the_role_neither_sees_nor_changes_it()
    {
        var app = await PortalApp.SharedAsync;
        var (owner, account) = await Visitor.SignedInAsync(app);
        await PostAsync(owner);
        var (guest, person) = await Visitor.SignedInAsync(app);
        await app.Get<Members>().AddAsync(account.AccountId, person.UserId, MemberRole.Member, default);
        await guest.SwitchAsync(account.AccountId);

        var page = await guest.GetAsync("/billing/identity");

        Assert.Contains("Owners and admins", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Bağdat", page, StringComparison.Ordinal);
    }

    [Fact, Trait("Promise", "A-33")]
    public async Task It_leaves_no_plain_bytes()
    {
        await using var app = await PortalApp.StartAsync();
        await app.Get<BillingIdentities>().SaveAsync(Guid.CreateVersion7(), Facts, default);

        Assert.Empty(await ByteScan.FindAsync(app, ["Sentinelfirst", "Sentinelfamily", "98765432150", "Sentinel street 7", "Sentinelcity", "sentinel@invoice.example"]));
    }

    internal static readonly BillingIdentityFacts Facts = new(
        BillingKind.Individual, "Sentinelfirst", "Sentinelfamily", null, "98765432150", null, "Sentinel street 7", "Kadıköy", "Sentinelcity", null, "TR",
        "sentinel@invoice.example", "+90 555 000 11 22");

    private static Task<HttpResponseMessage> PostAsync(Visitor visitor, params (string Key, string Value)[] changes)
    {
        var fields = new Dictionary<string, string>
        {
            ["Kind"] = "Individual", ["Country"] = "TR", ["TaxNumber"] = "12345678950", ["FirstName"] = "Zeynep", ["FamilyName"] = "Ak",
            ["Street"] = "Bağdat Caddesi 1", ["District"] = "Kadıköy", ["City"] = "İstanbul", ["PostalCode"] = "34710", ["Phone"] = "+90 555 000 11 22",
            ["Email"] = "fatura@example.com",
        };
        foreach (var (key, value) in changes)
        {
            fields[key] = value;
        }

        return visitor.PostAsync("/billing/identity", "identity", [.. fields.Select(f => ($"Input.{f.Key}", f.Value))]);
    }
}
