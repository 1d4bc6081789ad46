using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Policies;

namespace WictzPortal.Tests.Policies;

/// <summary>How a document changes (privacy-requirements §12).</summary>
public sealed class PolicyDeskTests(PolicyRig rig) : IClassFixture<PolicyRig>
{
    [Fact, Trait("Promise", "A-63")]
    public async Task Other_words_hold_at_once_and_the_version_before_stays_as_it_was()
    {
        var before = (await rig.Shelf.CurrentAsync(PolicyKind.Cookie, default))!;

        var after = await rig.PublishAsync(PolicyKind.Cookie);

        Assert.Equal(after.PublishedAt, after.EffectiveAt);
        Assert.Equal(after.Id, (await rig.Shelf.CurrentAsync(PolicyKind.Cookie, default))!.Id);
        Assert.Equal(Next(before.Number), after.Number);
        var kept = (await rig.Shelf.FindAsync(PolicyKind.Cookie, before.Number, default))!;
        Assert.True(kept.IsGenuine);
        Assert.Equal(before.HashTr, PolicyVersion.HashOf(kept.TextTr));
    }

    [Theory, Trait("Promise", "A-63")]
    [InlineData("UPDATE policy_versions SET \"TextTr\" = 'başka'")]
    [InlineData("DELETE FROM policy_versions")]
    public async Task The_database_refuses_to_change_what_is_published(string sql)
    {
        await using var db = rig.App.OpenDb();

        await Assert.ThrowsAnyAsync<DbException>(() => db.Database.ExecuteSqlRawAsync(sql));
    }

    [Fact, Trait("Promise", "B-37")]
    public async Task Two_people_stand_behind_a_version_and_it_is_published_once()
    {
        await rig.SettleAsync(PolicyKind.Processor);
        var draft = await rig.DraftAsync(PolicyKind.Processor);
        var asked = await rig.Desk.AskAsync(draft, PolicyRig.Writer, default);

        Assert.Equal("policies.draft_waits", (await rig.Desk.AskAsync(draft, PolicyRig.Approver, default)).Failure?.Code);
        Assert.Equal("policies.same_person", (await rig.Desk.ApproveAsync(asked.Value, PolicyRig.Writer, default)).Failure?.Code);
        var published = (await rig.Desk.ApproveAsync(asked.Value, PolicyRig.Approver, default)).Value!;

        Assert.Equal("policies.decided", (await rig.Desk.ApproveAsync(asked.Value, PolicyRig.Approver, default)).Failure?.Code);
        Assert.Equal("policies.decided", (await rig.Desk.RejectAsync(asked.Value, PolicyRig.Approver, default))?.Code);
        var version = (await rig.Shelf.FindAsync(PolicyKind.Processor, published.Number, default))!;
        Assert.Equal((PolicyRig.Writer, PolicyRig.Approver), (version.ProposedBy, version.ApprovedBy));
    }

    [Fact, Trait("Promise", "A-67"), Trait("Rule", "X-12")]
    public async Task What_is_new_cannot_be_called_editorial_and_stays_off_until_the_version_holds()
    {
        var fact = new PolicyFact(PolicyFactKind.Retention, "Test", "**test**: 120 gün.", "**test**: 120 days.", 120, ["Finance"]);
        await rig.SettleAsync(PolicyKind.Privacy);
        rig.Facts.Facts.Add(fact with { Days = 90 });
        await rig.PublishAsync(PolicyKind.Privacy);
        await rig.SettleAsync(PolicyKind.Privacy);
        rig.Facts.Facts[^1] = fact;

        var version = await rig.PublishAsync(PolicyKind.Privacy, Significance.Editorial);

        Assert.Equal(Significance.Significant, version.Significance);
        Assert.Equal(version.PublishedAt.AddDays(15), version.EffectiveAt);
        Assert.False(await rig.Shelf.DisclosesAsync(fact, default));
        rig.Clock.Advance(TimeSpan.FromDays(15) - TimeSpan.FromSeconds(1));
        Assert.False(await rig.Shelf.DisclosesAsync(fact, default));
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await rig.Shelf.DisclosesAsync(fact, default));
        Assert.False(await rig.Shelf.DisclosesAsync(fact with { Days = 121 }, default));
        Assert.False(await rig.Shelf.DisclosesAsync(fact with { Parts = ["Finance", "Identity"] }, default));
        rig.Facts.Facts.Clear();
    }

    [Fact]
    public void Before_the_first_customer_there_is_nobody_to_announce_a_change_to() =>
        Assert.Equal((Significance.Significant, rig.Early.PublishedAt), (rig.Early.Significance, rig.Early.EffectiveAt));

    [Fact]
    public async Task While_a_version_is_announced_no_other_follows()
    {
        await rig.PublishAsync(PolicyKind.Processor, Significance.Significant);

        var asked = await rig.Desk.AskAsync(await rig.DraftAsync(PolicyKind.Processor), PolicyRig.Writer, default);

        Assert.Equal("policies.version_coming", asked.Failure?.Code);
        await rig.SettleAsync(PolicyKind.Processor);
    }

    [Fact]
    public async Task A_draft_that_the_facts_have_overtaken_is_not_published()
    {
        await rig.SettleAsync(PolicyKind.Privacy);
        var asked = await rig.Desk.AskAsync(await rig.DraftAsync(PolicyKind.Privacy), PolicyRig.Writer, default);
        rig.Facts.Facts.Add(new PolicyFact(PolicyFactKind.Recipient, "New", "**Yeni**", "**New**", Parts: ["type:AiProvider", "country:ZZ"]));

        var outcome = await rig.Desk.ApproveAsync(asked.Value, PolicyRig.Approver, default);

        rig.Facts.Facts.Clear();
        Assert.Equal("policies.facts_changed", outcome.Failure?.Code);
        Assert.Null(await rig.Desk.RejectAsync(asked.Value, PolicyRig.Writer, default));
    }

    [Theory]
    [InlineData("{{rights}}", "", "policies.list_missing")]
    [InlineData("## Children", "{{secrets}}\n## Children", "policies.list_unknown")]
    [InlineData("## Children", "By using the portal you accept this.\n## Children", "policies.phrase_forbidden")]
    [InlineData("## Children", "[x](javascript:alert(1))\n## Children", "policies.link_refused")]
    public async Task A_text_that_leaves_facts_out_or_says_what_no_notice_may_is_refused(string replaced, string by, string code)
    {
        await rig.SettleAsync(PolicyKind.Privacy);
        var draft = await rig.DraftAsync(PolicyKind.Privacy);

        var asked = await rig.Desk.AskAsync(
            draft with { TemplateEn = draft.TemplateEn.Replace(replaced, by, StringComparison.Ordinal) }, PolicyRig.Writer, default);

        Assert.Equal(code, asked.Failure?.Code);
    }

    [Fact]
    public async Task Nothing_new_and_nothing_explained_is_no_version()
    {
        await rig.SettleAsync(PolicyKind.Cookie);
        var draft = await rig.DraftAsync(PolicyKind.Cookie);
        var latest = (await rig.Shelf.LatestAsync(PolicyKind.Cookie, default))!;

        var unchanged = await rig.Desk.AskAsync(draft with { TemplateTr = latest.TemplateTr, TemplateEn = latest.TemplateEn }, PolicyRig.Writer, default);
        var unexplained = await rig.Desk.AskAsync(draft with { SummaryTr = " " }, PolicyRig.Writer, default);

        Assert.Equal("policies.unchanged", unchanged.Failure?.Code);
        Assert.Equal("policies.summary_missing", unexplained.Failure?.Code);
    }

    [Fact]
    public async Task The_terms_of_use_begin_with_the_operators_own_text()
    {
        Assert.Null(await rig.Shelf.CurrentAsync(PolicyKind.Terms, default));

        var version = await rig.PublishAsync(PolicyKind.Terms, Significance.Significant);

        Assert.Equal(("1.0.0", null, version.PublishedAt), (version.Number, version.Significance, version.EffectiveAt));
    }

    /// <summary>Title, MERSİS number, address, KEP, e-mail and web; and no label without a value.</summary>
    [Theory, Trait("Promise", "B-39")]
    [InlineData(PolicyKind.Privacy)]
    [InlineData(PolicyKind.Cookie)]
    [InlineData(PolicyKind.Processor)]
    public async Task The_controller_is_named_in_full(PolicyKind kind)
    {
        var version = (await rig.Shelf.FindAsync(kind, "1.0.0", default))!;

        foreach (var text in (string[])[version.TextTr, version.TextEn])
        {
            Assert.All(PolicyRig.Controller, field => Assert.Contains(field.Value, text, StringComparison.Ordinal));
            Assert.DoesNotMatch("(?m)^- [^:\\n]+: *$", text);
        }
    }

    private static string Next(string number) => number.Split('.') is [var first, var second, var third]
        ? $"{first}.{second}.{int.Parse(third, System.Globalization.CultureInfo.InvariantCulture) + 1}" : "";
}
