using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Mail;
using WictzPortal.Standing;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Standing;

/// <summary>Records under a legal hold, as deletion meets them.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task Deletion_passes_over_the_records_and_not_over_the_account()
    {
        var app = await PortalApp.SharedAsync;
        var (_, person) = await Visitor.SignedUpAsync(app);
        await using var db = app.OpenDb();
        foreach (var template in new[] { "accounts.a", "accounts.b" })
        {
            await app.Get<Outbox>().QueueAsync(db, person.UserId, "a@example.org", "en", new Letter(template, "s", "g", ["p"]), default);
        }

        var set = app.Get<DataMap>().Sets.Single(s => s.Table == "outbox_mails");
        var scope = await app.Get<IPersonScopes>().OfAsync(person.UserId, default);
        var rows = await set.RowsOf<OutboxMail>(db, scope).OrderBy(m => m.Id).ToListAsync();
        var held = rows.Single(m => m.Template == "accounts.a");
        var hold = new NewHold("2027/14 E.", HoldBasis.LegalClaims, "A claim is expected.", person.UserId, Guid.CreateVersion7());
        var (holds, keepOut) = (app.Get<Holds>(), app.Get<KeepOut>());
        Assert.Equal("holds.nothing", (await holds.PlaceAsync(hold, [], default)).Failure!.Code);
        var id = (await holds.PlaceAsync(hold, [new HeldRecord(set.Table, RowKey.Of(set.Entity, held))], default)).Value;

        var keys = await keepOut.HeldKeysAsync(set.Table, default);
        var free = await ((IQueryable<OutboxMail>)KeepOut.ExceptHeld(set.RowsOf(db, scope), set, keys)).Select(m => m.Template).ToListAsync();
        var kept = await ((IQueryable<OutboxMail>)KeepOut.OnlyHeld(set.RowsOf(db, scope), set, keys)).Select(m => m.Template).ToListAsync();

        Assert.Contains("accounts.b", free);
        Assert.DoesNotContain("accounts.a", free);
        Assert.Equal(["accounts.a"], kept);
        var row = Assert.Single(await holds.ListAsync(person.UserId, default));
        Assert.Equal(("2027/14 E.", 1), (row.Case, row.Rows["outbox_mails"]));
        Assert.Equal(TimeSpan.FromDays(90), row.ReviewAt - row.PlacedAt);

        Assert.Null(await holds.ReleaseAsync(id, "The case is closed.", hold.OwnerId, default));
        Assert.DoesNotContain(RowKey.Of(set.Entity, held), await keepOut.HeldKeysAsync(set.Table, default));
        Assert.Equal("holds.not_there", (await holds.ReleaseAsync(id, "The case is closed.", hold.OwnerId, default))!.Code);
    }

    /// <summary>Every table's key can be written down and found again, whatever it is made of.</summary>
    [Fact]
    public async Task A_record_of_any_table_can_be_held()
    {
        var app = await PortalApp.SharedAsync;
        var sets = app.Get<DataMap>().Sets.Where(s => s.HasSubject);

        foreach (var set in sets)
        {
            await using var db = await app.Get<DataMap>().OpenAsync(set, default);
            var scope = new SubjectScope(Guid.CreateVersion7(), [Guid.CreateVersion7()], [1]);
            var text = string.Join('|', set.Entity.FindPrimaryKey()!.Properties.Select(p => Sample(p.ClrType)));

            Assert.NotEqual("", KeepOut.OnlyHeld(set.RowsOf(db, scope), set, [text, text]).ToQueryString());
        }

        static string Sample(Type type) =>
            type == typeof(byte[]) ? "00ff" : type == typeof(Guid) ? Guid.Empty.ToString()
            : type == typeof(DateTimeOffset) ? "2027-01-01T00:00:00.0000000+00:00" : type == typeof(DateOnly) ? "2027-01-01"
            : type == typeof(bool) ? "True" : "1";
    }
}
