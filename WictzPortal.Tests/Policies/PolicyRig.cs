using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Policies;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Policies;

/// <summary>One portal for the tests of documents, with a folder above that tells whatever facts a test wants.</summary>
public sealed class PolicyRig : IAsyncLifetime
{
    public static readonly Guid Writer = Guid.CreateVersion7();
    public static readonly Guid Approver = Guid.CreateVersion7();

    public static readonly (string Key, string Value)[] Controller =
    [
        ("Controller:Title", "Deneme Bilişim A.Ş."), ("Controller:MersisNumber", "0123456789012345"), ("Controller:Address", "Deneme Sokak 1, İstanbul"),
        ("Controller:Email", "kvkk@portal.example"), ("Controller:Kep", "deneme@kep.example"), ("Controller:Website", "https://portal.example"),
    ];

    private static int _count;

    internal FakeClock Clock { get; } = new();

    internal ToldFacts Facts { get; } = new();

    internal PortalApp App { get; private set; } = null!;

    internal PolicyDesk Desk => App.Get<PolicyDesk>();

    internal PolicyShelf Shelf => App.Get<PolicyShelf>();

    /// <summary>A significant change that was published before there was anybody but the staff.</summary>
    internal PolicyEntry Early { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await PortalApp.StartAsync(Clock, services => services.AddSingleton<IPolicyFacts>(Facts), Controller);
        Early = await PublishAsync(PolicyKind.Processor, Significance.Significant);
        await Visitor.SignedUpAsync(App);
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>A draft that says something new at its end.</summary>
    internal static async Task<NewPolicyDraft> DraftAsync(PortalApp app, PolicyKind kind, Significance weight = Significance.Editorial)
    {
        var latest = await app.Get<PolicyShelf>().LatestAsync(kind, default);
        var number = Interlocked.Increment(ref _count);
        return new NewPolicyDraft(
            kind, $"{latest?.TemplateTr}\n\nYeni cümle {number}.\n", $"{latest?.TemplateEn}\n\nNew sentence {number}.\n", $"Özet {number}", $"Summary {number}",
            "A test.", weight);
    }

    /// <summary>Publishes through two people.</summary>
    internal static async Task<PolicyEntry> PublishAsync(PortalApp app, PolicyKind kind, Significance weight = Significance.Editorial)
    {
        var desk = app.Get<PolicyDesk>();
        var asked = await desk.AskAsync(await DraftAsync(app, kind, weight), Writer, default);
        Assert.Null(asked.Failure);
        var published = await desk.ApproveAsync(asked.Value, Approver, default);
        Assert.Null(published.Failure);
        return published.Value!;
    }

    internal Task<NewPolicyDraft> DraftAsync(PolicyKind kind) => DraftAsync(App, kind);

    /// <summary>Waits until nothing of the kind is announced, then publishes.</summary>
    internal async Task<PolicyEntry> PublishAsync(PolicyKind kind, Significance weight = Significance.Editorial)
    {
        await SettleAsync(kind);
        return await PublishAsync(App, kind, weight);
    }

    internal async Task SettleAsync(PolicyKind kind)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        if (await Shelf.ComingAsync(kind, default) is { } coming)
        {
            Clock.Advance(coming.EffectiveAt - Clock.GetUtcNow());
        }
    }

    internal sealed class ToldFacts : IPolicyFacts
    {
        public List<PolicyFact> Facts { get; } = [];

        public Task<IReadOnlyList<PolicyFact>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PolicyFact>>([.. Facts]);
    }
}
