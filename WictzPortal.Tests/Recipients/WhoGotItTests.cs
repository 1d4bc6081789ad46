using WictzPortal.Models;
using WictzPortal.Recipients;
using WictzPortal.Tests.Gateway;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Recipients;

/// <summary>A call goes to the provider that answers for its model, and the customer can be told to whom.</summary>
public sealed class WhoGotItTests
{
    private const string Chat = """{"model":"MODEL","messages":[{"role":"user","content":"Merhaba"}]}""";

    [Fact]
    [Trait("Promise", "A-13")]
    [Trait("Promise", "A-27")]
    [Trait("Promise", "B-09")]
    [Trait("Promise", "B-19")]
    [Trait("Promise", "B-29")]
    public async Task Only_the_routed_provider_gets_a_call_and_the_answer_names_it_with_its_days()
    {
        await using var rig = await TwoHostsRig.StartAsync();
        var (seen, account) = (rig.App.Get<RecipientsSeen>(), new[] { rig.Customer.AccountNumber });

        (await rig.PostAsync(Chat.Replace("MODEL", "solo", StringComparison.Ordinal))).EnsureSuccessStatusCode();
        var first = await SeenAsync(1);
        var reached = (rig.First.Calls.Count, rig.Second.Calls.Count);
        rig.First.Next.Enqueue(new FakeScript { Status = 500 });
        (await rig.PostAsync(Chat.Replace("MODEL", "pair", StringComparison.Ordinal))).EnsureSuccessStatusCode();
        var both = await SeenAsync(2);

        Assert.Equal((1, 0), reached);
        Assert.Equal(["localhost"], first.Select(s => s.Recipient.Facts.Hosts.Single()));
        Assert.Equal(["127.0.0.1", "localhost"], both.Select(s => s.Recipient.Facts.Hosts.Single()).Order(StringComparer.Ordinal));
        Assert.All(both, s => Assert.Equal(s.FirstOn, s.LastOn));
        Assert.Empty(await seen.OfAsync([account[0] + 1], default));

        async Task<IReadOnlyList<SeenRecipient>> SeenAsync(int count)
        {
            for (var i = 0; i < 500 && (await seen.OfAsync(account, default)).Count < count; i++)
            {
                await Task.Delay(10);
            }

            return await seen.OfAsync(account, default);
        }
    }

    [Fact]
    [Trait("Promise", "A-13")]
    public async Task Days_widen_in_any_order_and_settled_calls_are_seen_from_the_journal()
    {
        await using var rig = await TwoHostsRig.StartAsync();
        var (app, account) = (rig.App, rig.Customer.AccountNumber);
        var recipient = app.Get<RecipientBook>().OfHost("127.0.0.1")!.Id;
        var day = new DateOnly(2026, 5, 4);
        await using (var db = app.OpenDb())
        {
            await RecipientsSeen.WriteAsync(db, [new(account, recipient, day), new(account, recipient, day.AddDays(9)), new(account, recipient, day.AddDays(-3))], default);
        }

        var call = JournalRecord.Usage(
            new UsageDraft(
                Guid.CreateVersion7(), new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero), account, rig.Customer.KeyId, 1,
                app.Get<Catalog>().Current.Find("pair")!.Deployments[1].Id, 1, default, default, CallEnd.Completed, false, false, 1),
            default);
        await using (var db = app.OpenDb())
        {
            Assert.Single(await app.Get<WhoGotIt>().WriteAsync(db, [call, call], default));
        }

        var row = Assert.Single(await app.Get<RecipientsSeen>().OfAsync([account], default));
        Assert.Equal((day.AddDays(-3), new DateOnly(2026, 6, 1)), (row.FirstOn, row.LastOn));
    }

    [Fact]
    [Trait("Promise", "B-28")]
    public async Task A_model_is_not_offered_while_nothing_may_go_to_its_provider()
    {
        await using var rig = await TwoHostsRig.StartAsync(country: "US");
        var (catalog, book) = (rig.App.Get<Catalog>(), rig.App.Get<RecipientBook>());
        var offered = catalog.Current.Find("solo")!.Deployments.Count;

        await rig.App.Get<RecipientDesk>().EndAsync(book.OfHost("localhost")!.Id, "Sözleşme bitti.", RegisterRig.First, default);
        await rig.App.Get<CatalogFeed>().RefreshAsync(default);
        var answer = await rig.PostAsync(Chat.Replace("MODEL", "solo", StringComparison.Ordinal));

        Assert.Equal(1, offered);
        Assert.Empty(catalog.Current.Find("solo")!.Deployments);
        Assert.False(answer.IsSuccessStatusCode);
        Assert.Empty(rig.First.Calls);
    }

    /// <summary>Two providers at two names of this machine, each with an entry of its own that the catalogue file asked for.</summary>
    private sealed class TwoHostsRig : PortalRig
    {
        public FakeOpenAi First { get; private init; } = default!;

        public FakeOpenAi Second { get; private init; } = default!;

        public static async Task<TwoHostsRig> StartAsync(string country = "TR")
        {
            var rig = new TwoHostsRig { First = await FakeOpenAi.StartAsync(), Second = await FakeOpenAi.StartAsync() };
            var catalog = TestCatalog.Json(rig.First.BaseUrl.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), rig.Second.BaseUrl);
            await rig.OpenAsync(country == "TR" ? catalog : catalog.Replace("\"country\": \"TR\"", $"\"country\": \"{country}\"", StringComparison.Ordinal)
                .Replace("none-needed", "adequacy", StringComparison.Ordinal), null, []);
            if (country == "TR")
            {
                await RegisterRig.EnterAsync(rig.App, RegisterRig.Provider("localhost"));
                await RegisterRig.EnterAsync(rig.App, RegisterRig.Provider("127.0.0.1"));
            }

            await RegisterRig.ApproveAllAsync(rig.App);
            return rig;
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }
}
