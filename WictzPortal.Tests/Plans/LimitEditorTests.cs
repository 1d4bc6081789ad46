using WictzPortal.Cluster;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Plans;

public sealed class LimitEditorTests
{
    [Fact]
    public async Task What_is_saved_is_read_again_in_its_one_form()
    {
        var (editor, account, key) = ((await PortalApp.SharedAsync).Get<LimitEditor>(), Guid.NewGuid(), Guid.NewGuid());
        var limits = new LimitSet(60, 100_000, 5_000, 2_000_000, 8, Money.FromLira(0.01m), Money.FromLira(20.5m), Money.FromLira(100.000001m))
        {
            Models = [" small ", "big", "small"],
            Networks = ["192.0.2.9/24", "", "192.0.2.0/24", "2001:DB8::1"],
        };

        await editor.SaveAsync(account, key, new LimitSet(RequestsPerMinute: 1), default);
        await editor.SaveAsync(account, key, limits, default);

        var read = await editor.FindAsync(account, key, default);
        Assert.Equal(limits with { Models = read.Models, Networks = read.Networks }, read);
        Assert.Equal(["big", "small"], read.Models);
        Assert.Equal(["192.0.2.0/24", "2001:db8::1/128"], read.Networks);
        Assert.Equal(key, Assert.Single(await editor.ListAsync(account, default)).Key);
    }

    [Fact]
    [Trait("Database", "Any")]
    public async Task Of_first_saves_at_one_instant_all_succeed_and_one_stays()
    {
        var (editor, account) = ((await PortalApp.SharedAsync).Get<LimitEditor>(), Guid.NewGuid());

        var saved = await Task.WhenAll(Enumerable.Range(1, 4).Select(
            limit => Task.Run(() => editor.SaveAsync(account, account, new LimitSet(Concurrency: limit), default))));

        Assert.All(saved, outcome => Assert.True(outcome.Succeeded));
        Assert.InRange((await editor.FindAsync(account, account, default)).Concurrency!.Value, 1, 4);
    }

    [Fact]
    public async Task Every_change_is_told_with_its_scope()
    {
        var app = await PortalApp.SharedAsync;
        var (account, told) = (Guid.NewGuid(), new TaskCompletionSource());
        void Hear(News news)
        {
            if (news == new News(Topic.Limits, account.ToString()))
            {
                told.TrySetResult();
            }
        }

        app.Get<ClusterNews>().Heard += Hear;
        await app.Get<LimitEditor>().SaveAsync(account, account, new LimitSet(Concurrency: 2), default);

        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        app.Get<ClusterNews>().Heard -= Hear;
    }

    public static TheoryData<LimitSet, string> Wrong => new()
    {
        { new LimitSet(RequestsPerMinute: 0), "limits.number_invalid" },
        { new LimitSet(Concurrency: -1), "limits.number_invalid" },
        { new LimitSet(TokensPerDay: 1_000_000_000_001), "limits.number_invalid" },
        { new LimitSet(SpendPerDay: new Money(999_999)), "limits.spend_invalid" },
        { new LimitSet(SpendPerWeek: new Money(1_000_001)), "limits.spend_invalid" },
        { new LimitSet { Networks = ["10.0.0.0/33"] }, "limits.network_invalid" },
        { new LimitSet { Networks = [.. Enumerable.Range(0, 101).Select(i => $"10.0.0.{i}")] }, "limits.networks_invalid" },
        { new LimitSet { Models = [new string('m', 129)] }, "limits.models_invalid" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_refused_whole(LimitSet limits, string code)
    {
        var (editor, account) = ((await PortalApp.SharedAsync).Get<LimitEditor>(), Guid.NewGuid());

        var outcome = await editor.SaveAsync(account, account, limits, default);

        Assert.Equal(code, outcome.Failure?.Code);
        Assert.Empty(await editor.ListAsync(account, default));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData("203.0.113.7/24", "203.0.113.0/24")]
    [InlineData("203.0.113.200/25", "203.0.113.128/25")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData(" 2001:db8::ffff/32 ", "2001:db8::/32")]
    [InlineData("::1", "::1/128")]
    [InlineData("::ffff:192.0.2.9", "192.0.2.9/32")]
    [InlineData("::ffff:192.0.2.9/120", "192.0.2.0/24")]
    [InlineData("010.0.0.1", null)]
    [InlineData("1", null)]
    [InlineData("192.0.2", null)]
    [InlineData("192.0.2.1/", null)]
    [InlineData("192.0.2.1/+8", null)]
    [InlineData("192.0.2.1/8/8", null)]
    [InlineData("2001:db8::/129", null)]
    [InlineData("[::1]", null)]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("office", null)]
    [InlineData("", null)]
    public void A_network_has_one_form(string text, string? form) => Assert.Equal(form, Network.Parse(text));
}
