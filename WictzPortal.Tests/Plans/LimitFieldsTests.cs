using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Plans;

public sealed class LimitFieldsTests : BunitContext
{
    public LimitFieldsTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddRadzenComponents();
    }

    [Fact]
    public void An_empty_field_shows_what_holds_instead()
    {
        var fields = Show(new LimitDraft(), plan: new LimitSet(RequestsPerMinute: 60));

        Assert.Equal("plan: 60", fields.Find("#limit-RequestsPerMinute").GetAttribute("placeholder"));
        Assert.Equal("no limit", fields.Find("#limit-Concurrency").GetAttribute("placeholder"));
    }

    [Fact]
    public void What_is_typed_wrong_is_told_at_its_field_and_to_screen_readers()
    {
        var draft = new LimitDraft();
        var fields = Show(draft);
        fields.Find("#limit-Concurrency").Change("0");

        Assert.Null(draft.Read());
        fields.Render();

        var field = fields.Find("#limit-Concurrency");
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.Contains("whole number", fields.Find($"#{field.GetAttribute("aria-describedby")}").TextContent);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "198.51.100.7", true)]
    [InlineData("192.0.2.0/24\n198.51.100.7", "198.51.100.7", false)]
    [InlineData("", "198.51.100.7", false)]
    [InlineData("192.0.2.0/24", null, false)]
    public void Who_would_shut_themselves_out_is_warned(string networks, string? address, bool warned)
    {
        var fields = Show(new LimitDraft { Networks = networks }, address: address);

        Assert.Equal(warned, fields.Markup.Contains("You signed in from", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_is_not_on_offer_stays_chosen_and_is_named()
    {
        var draft = new LimitDraft { Models = ["here", "gone"] };
        var fields = Show(draft);

        Assert.Contains("Not on offer now: gone.", fields.Markup);
        Assert.Equal(["here", "gone"], draft.Read()!.Models);
    }

    [Fact]
    public void Who_may_only_look_can_type_nothing() =>
        Assert.True(Show(new LimitDraft(), readOnly: true).Find("fieldset.limits").HasAttribute("disabled"));

    private IRenderedComponent<LimitFields> Show(LimitDraft draft, LimitSet? plan = null, string? address = null, bool readOnly = false) =>
        Render<LimitFields>(parameters => parameters
            .Add(f => f.Draft, draft).Add(f => f.Models, ["here"]).Add(f => f.Plan, plan ?? LimitSet.None)
            .Add(f => f.Address, address).Add(f => f.ReadOnly, readOnly));
}
