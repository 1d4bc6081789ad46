using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class OpenCallTests
{
    /// <summary>Lives that a call can have: refused by its provider, a stream, an answer, one from before calls were opened.</summary>
    private static readonly string[] Lives = ["OR", "OS", "OAR", "A", "OAR"];

    /// <summary>The table after any slices, with any frames twice, beside a reference that takes each record once.</summary>
    [Fact]
    public void However_the_journal_is_cut_and_repeated_the_calls_between_two_steps_are_in_the_table() => Prop.ForAll<byte[]>(steps =>
    {
        var (table, reference) = (new Dictionary<Guid, bool>(), new Dictionary<Guid, bool>());
        var calls = new (Guid Id, int Step)[8];
        var (frame, slice, mayRepeat) = (new List<JournalRecord>(), new List<JournalRecord>(), false);
        foreach (var step in steps)
        {
            var record = Next(ref calls[step % 8], Lives[step % 8 % Lives.Length]);
            frame.Add(record);
            Refer(reference, record);
            if ((step & 0b0000_1000) != 0)
            {
                continue;
            }

            slice.AddRange(frame);
            if ((step & 0b0001_0000) != 0)
            {
                CutSlice(step, table, slice, ref mayRepeat);
                slice.AddRange(frame);
                mayRepeat = true;
            }

            frame.Clear();
            CutSlice(step, table, slice, ref mayRepeat);
        }

        Apply(table, [.. slice, .. frame], mayRepeat);
        return table.OrderBy(c => c.Key).SequenceEqual(reference.OrderBy(c => c.Key));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(200));

    [Fact]
    public void A_call_that_opens_and_ends_within_a_slice_does_not_touch_the_table()
    {
        var (answer, stream) = (Draft(streamed: false), Draft(streamed: true));

        var moves = OpenCallMoves.Of(new JournalSlice(
            [
                JournalRecord.Opened(answer), JournalRecord.Opened(stream), JournalRecord.Usage(stream, stream.Cost),
                JournalRecord.Usage(answer, answer.Cost), JournalRecord.Released(answer.RequestId),
            ],
            MayRepeat: false));

        Assert.Empty(moves.Gone);
        Assert.Empty(moves.Come);
    }

    [Fact]
    public async Task The_table_holds_a_call_from_its_opening_to_its_release()
    {
        var app = await PortalApp.SharedAsync;
        var account = await Calls.AccountWithAsync(app, 1_000);
        var draft = Calls.Usage(account, 400) with { Streamed = false, WasOpened = true };
        var opened = draft with { Tokens = new TokenCounts(70, 0, 0, 0, 0, 0, 0, 0), Cost = new Money(30) };
        var settlement = app.Get<Settlement>();

        settlement.Open(opened);
        var atFirst = await FindAsync(app, draft.RequestId);
        await Calls.ServeAsync(app, draft);
        var then = await FindAsync(app, draft.RequestId);
        settlement.Close(draft.RequestId);
        var atLast = await FindAsync(app, draft.RequestId);

        Assert.Equal((account, 70, 30, false), (atFirst!.AccountNumber, atFirst.InputTokens, atFirst.Cost.Micros, atFirst.Settled));
        Assert.True(then!.Settled);
        Assert.Null(atLast);
        Assert.Single(await Calls.RecordsAsync(app, account));
    }

    private static async Task<OpenCall?> FindAsync(PortalApp app, Guid requestId)
    {
        await Calls.ExpandedAsync(app);
        await using var db = app.OpenDb();
        return await db.OpenCalls.AsNoTracking().SingleOrDefaultAsync(c => c.RequestId == requestId);
    }

    private static UsageDraft Draft(bool streamed) => Calls.Usage(7, 400) with { Streamed = streamed, WasOpened = true };

    private static JournalRecord Next(ref (Guid Id, int Step) call, string life)
    {
        call = call.Id == Guid.Empty || call.Step == life.Length ? (Guid.CreateVersion7(), 0) : call;
        var draft = Draft(life[call.Step] == 'S') with { RequestId = call.Id, WasOpened = life[0] == 'O' };
        return life[call.Step++] switch
        {
            'O' => JournalRecord.Opened(draft),
            'R' => JournalRecord.Released(call.Id),
            _ => JournalRecord.Usage(draft, draft.Cost),
        };
    }

    private static void Refer(Dictionary<Guid, bool> reference, in JournalRecord record)
    {
        switch (record)
        {
            case { Kind: JournalKind.Opened }:
                reference[record.RequestId] = false;
                break;
            case { Kind: JournalKind.Usage, Streamed: false }:
                if (reference.ContainsKey(record.RequestId))
                {
                    reference[record.RequestId] = true;
                }

                break;
            default:
                reference.Remove(record.RequestId);
                break;
        }
    }

    private static void CutSlice(byte step, Dictionary<Guid, bool> table, List<JournalRecord> slice, ref bool mayRepeat)
    {
        if ((step & 0b0010_0000) != 0)
        {
            Apply(table, slice, mayRepeat);
            slice.Clear();
            mayRepeat = false;
        }
    }

    private static void Apply(Dictionary<Guid, bool> table, IReadOnlyList<JournalRecord> records, bool mayRepeat)
    {
        var moves = OpenCallMoves.Of(new JournalSlice(records, mayRepeat));
        foreach (var gone in moves.Gone)
        {
            table.Remove(gone);
        }

        foreach (var come in moves.Come)
        {
            table.Add(come.RequestId, come.Settled);      // the database refuses a second one too
        }
    }
}
