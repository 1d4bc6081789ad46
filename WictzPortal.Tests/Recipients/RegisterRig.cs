using Microsoft.EntityFrameworkCore;
using WictzPortal.Kernel;
using WictzPortal.Models;
using WictzPortal.Policies;
using WictzPortal.Recipients;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Recipients;

/// <summary>Fills the register as two members of staff do.</summary>
internal static class RegisterRig
{
    public static readonly Guid First = Guid.CreateVersion7();
    public static readonly Guid Second = Guid.CreateVersion7();

    private static int _told = 100;

    /// <summary>A provider in Türkiye at a host that no other test has.</summary>
    public static RecipientFacts Provider(string? host = null) => new()
    {
        Name = $"Örnek {Guid.NewGuid():N}",
        Type = RecipientType.AiProvider,
        Country = "TR",
        Categories = [DataCategory.CustomerTransaction],
        Purposes = [Purpose.ServiceDelivery],
        PolicyUrl = "https://example.com/privacy",
        Hosts = [host ?? $"api.{Guid.NewGuid():N}.example"],
    };

    /// <summary>Has the notice in force tell of such a recipient, as a version does that everybody was told of in time.</summary>
    public static async Task TellAsync(PortalApp app, RecipientFacts facts)
    {
        var fact = app.Get<RecipientPolicyFacts>().Of(facts);
        if (await app.Get<PolicyShelf>().DisclosesAsync(fact, default))
        {
            return;
        }

        (app.Get<TimeProvider>() as FakeClock)?.Advance(TimeSpan.FromMilliseconds(1));      // of two versions of one moment either could hold
        await using var db = app.OpenDb();
        var latest = await db.PolicyVersions.Where(v => v.Kind == PolicyKind.Privacy).OrderByDescending(v => v.PublishedAt).FirstAsync();
        var text = new PolicyText(latest.TemplateTr, latest.TemplateEn, latest.TextTr, latest.TextEn);
        db.PolicyVersions.Add(new PolicyVersion(
            PolicyKind.Privacy, $"1.0.{Interlocked.Increment(ref _told)}", text, [.. latest.Facts, fact], latest.InventoryHash, app.Get<TimeProvider>().GetUtcNow()));
        await db.SaveChangesAsync();
    }

    /// <summary>One asks and another approves.</summary>
    public static async Task<RecipientEntry> EnterAsync(PortalApp app, RecipientFacts facts)
    {
        await TellAsync(app, facts);
        var asked = await app.Get<RecipientDesk>().AskAsync(null, facts, "Sözleşme imzalandı.", First, default);
        Assert.True(asked.Succeeded, asked.Failure?.ToString());
        Assert.Null(await app.Get<RecipientDesk>().ApproveAsync(asked.Value, Second, default));
        return app.Get<RecipientBook>().All.Single(entry => entry.Name == facts.Name);
    }

    /// <summary>Approves everything that waits, and has the catalogue take notice.</summary>
    public static async Task ApproveAllAsync(PortalApp app)
    {
        foreach (var waiting in await app.Get<RecipientRegister>().WaitingAsync(default))
        {
            await TellAsync(app, waiting.Facts);
            Assert.Null(await app.Get<RecipientDesk>().ApproveAsync(waiting.Id, Second, default));
        }

        await app.Get<CatalogFeed>().RefreshAsync(default);
    }
}
