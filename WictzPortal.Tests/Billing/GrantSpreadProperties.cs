using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Tests.Billing;

public sealed class GrantSpreadProperties
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Beside a reference that a reader can check by eye: every micro is a coin that bears its grant, and coins are spent one by one.</summary>
    [Fact]
    public void What_is_left_of_each_grant_is_what_the_reference_has() => Prop.ForAll<(byte Step, byte Amount, byte Days)[]>(steps =>
    {
        var (coins, ends, lines) = (new List<Guid?>(), new Dictionary<Guid, DateTimeOffset>(), new List<HistoryLine>());
        foreach (var (step, amount, days) in steps)
        {
            switch (step % 5)
            {
                case 0:
                    var id = Guid.CreateVersion7();
                    ends[id] = Start.AddDays(days);
                    coins.AddRange(Enumerable.Repeat<Guid?>(id, amount));
                    lines.Add(Line(LedgerEntryKind.Promotion, CreditGrant.KeyOf(id), amount));
                    break;
                case 1:
                    coins.AddRange(Enumerable.Repeat<Guid?>(null, amount));
                    lines.Add(Line(LedgerEntryKind.SignUpCredit, "sign-up/1", amount));
                    break;
                case 2 when ends.Count > 0:
                    var ended = ends.Keys.ElementAt(days % ends.Count);
                    lines.Add(Line(LedgerEntryKind.PromotionExpiry, CreditGrant.EndKeyOf(ended), -coins.RemoveAll(coin => coin == ended)));
                    break;
                default:
                    var spent = Math.Min(amount, coins.Count);
                    for (var i = 0; i < spent; i++)
                    {
                        var next = coins.Where(coin => coin is not null).OrderBy(coin => ends[coin!.Value]).ThenBy(coin => coin).FirstOrDefault();
                        coins.Remove(next);
                    }

                    lines.Add(Line(LedgerEntryKind.Usage, "", -spent));
                    break;
            }
        }

        var left = GrantSpread.Left(ends, lines);
        return ends.Keys.All(id => left[id] == coins.Count(coin => coin == id));
    }).QuickCheckThrowOnFailure();

    private static HistoryLine Line(LedgerEntryKind kind, string key, long micros) => new(kind, Start, key, LedgerAccount.PromotionalCredit, new Money(micros));
}
