using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using WictzPortal.Kernel;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal-").FullName;

    private Segments Files => new(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_record_takes_168_bytes_and_comes_back_as_it_was()
    {
        var draft = Calls.Usage(7, 400) with { Units = new Units(UnitKind.Millisecond, 0, 61_234) };
        var record = JournalRecord.Usage(draft, new Money(300));
        Write(Durability.Process, [record]);

        var back = Assert.Single(ReadAll());

        Assert.Equal(168, Marshal.SizeOf<JournalRecord>());
        Assert.Equal(record, back);
        Assert.Equal(draft.At.ToUnixTimeMilliseconds(), back.At.ToUnixTimeMilliseconds());
        Assert.True(back.Streamed);
        Assert.False(back.Estimated);
    }

    [Theory]
    [InlineData("WZJ1", 144)]
    [InlineData("WZJ2", 160)]
    public void A_segment_of_an_earlier_version_is_read_and_written_on(string magic, int recordBytes)
    {
        var old = Some(3);
        File.WriteAllBytes(Files.PathOf(1), EarlierVersion(magic, recordBytes, 1, old));
        var added = Some(2);
        Write(Durability.Process, added);

        Assert.Equal(old.Concat(added), ReadAll());
    }

    [Fact]
    public void A_segment_of_a_later_version_keeps_the_portal_from_starting_and_is_left_as_it_is()
    {
        Write(Durability.Process, Some(3));
        var path = Files.PathOf(Files.List()[0]);
        var bytes = File.ReadAllBytes(path);
        bytes[3] = (byte)'4';
        File.WriteAllBytes(path, bytes);

        var refusal = Assert.Throws<InvalidDataException>(() => JournalRecovery.Run(Files, null));

        Assert.Contains("a later version", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(JournalFrame.MostRecords)]
    [InlineData(JournalFrame.MostRecords + 1)]
    [InlineData((3 * JournalFrame.MostRecords) + 7)]
    public void A_batch_of_any_size_comes_back_whole_and_in_order(int count)
    {
        var records = Some(count);

        Write(Durability.Process, records);

        Assert.Equal(records, ReadAll());
    }

    [Fact]
    public void Full_segments_are_followed_by_new_ones()
    {
        var batches = Enumerable.Range(0, 20).Select(_ => Some(10)).ToArray();

        using (var writer = new SegmentWriter(Files, JournalRecovery.Beginning(Files), Durability.Power, segmentBytes: 4096))
        {
            Array.ForEach(batches, batch => writer.Write(batch));
        }

        Assert.True(Files.List().Count > 5);
        Assert.Equal(batches.SelectMany(b => b), ReadAll());
    }

    [Fact]
    public void A_torn_tail_is_cut_and_all_before_it_kept()
    {
        var kept = Some(5);
        Write(Durability.Process, kept, Some(3));
        var path = Files.PathOf(Files.List().First(segment => new FileInfo(Files.PathOf(segment)).Length > 0));
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - 1);
        }

        var recovery = JournalRecovery.Run(Files, null);

        Assert.Equal((5, JournalFrame.BytesOf(3) - 1), (recovery.Records, recovery.CutBytes));
        Assert.Equal(JournalFrame.BytesOf(5), new FileInfo(path).Length);
        Assert.Equal(kept, ReadAll());
    }

    [Fact]
    public void Damage_before_the_end_keeps_the_portal_from_starting()
    {
        Write(Durability.Process, Some(5));
        Write(Durability.Process, Some(5));
        Write(Durability.Process, Some(5));
        var path = Files.PathOf(Files.List().Where(segment => new FileInfo(Files.PathOf(segment)).Length > 0).ElementAt(1));
        var bytes = File.ReadAllBytes(path);
        bytes[100] ^= 1;
        File.WriteAllBytes(path, bytes);

        var refusal = Assert.Throws<InvalidDataException>(() => JournalRecovery.Run(Files, null));

        Assert.Contains("does not start", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_segment_keeps_the_portal_from_starting()
    {
        Write(Durability.Process, Some(5));
        Write(Durability.Process, Some(5));
        Write(Durability.Process, Some(5));
        File.Delete(Files.PathOf(Files.List().Where(segment => new FileInfo(Files.PathOf(segment)).Length > 0).ElementAt(1)));

        Assert.Throws<InvalidDataException>(() => JournalRecovery.Run(Files, null));
    }

    [Fact]
    public void A_frame_written_again_after_a_failed_write_counts_once()
    {
        var records = Some(4);
        Write(Durability.Process, records);
        var first = Files.List()[0];
        File.Copy(Files.PathOf(first), Files.PathOf(Files.Newest + 1), overwrite: true);

        var recovery = JournalRecovery.Run(Files, null);

        Assert.Equal((4, 1), (recovery.Records, recovery.Last.Sequence));
    }

    [Theory, Trait("Exam", "39")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_cannot_be_written_waits_until_it_can_and_is_never_told_durable_before(bool atOnce)
    {
        var broken = true;
        var written = new List<JournalRecord>();
        using var commit = new GroupCommit(
            "test",
            records => written.AddRange(broken ? throw new IOException("no space") : records.ToArray()),
            NullLogger.Instance, atOnce);

        var waiting = commit.Append(Some(1)[0]);
        Assert.True(SpinWait.SpinUntil(() => commit.Failing, TimeSpan.FromSeconds(5)));
        Assert.True(SpinWait.SpinUntil(() => commit.Lag > TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5)));
        Assert.False(waiting.IsCompleted);
        broken = false;

        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Single(written);
        Assert.False(commit.Failing);
        Assert.Equal(TimeSpan.Zero, commit.Lag);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Records_of_many_calls_share_a_write_and_all_arrive_before_the_close(bool atOnce)
    {
        var batches = new List<int>();
        using var commit = new GroupCommit("test", records => batches.Add(records.Length), NullLogger.Instance, atOnce);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await commit.Append(Some(1)[0]);
            }
        })));
        var last = commit.Append(Some(1)[0]);

        Assert.True(commit.Close(TimeSpan.FromSeconds(5)));
        Assert.True(last.IsCompletedSuccessfully);
        Assert.Equal(8001, batches.Sum());
        Assert.True(atOnce || batches.Count < 8001);
        Assert.Throws<ObjectDisposedException>(() => { _ = commit.Append(Some(1)[0]); });
    }

    [Fact]
    public async Task Who_finds_nobody_writing_writes_and_who_comes_meanwhile_is_written_next()
    {
        using var entered = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var batches = new ConcurrentQueue<int>();
        using var commit = new GroupCommit(
            "test",
            records =>
            {
                batches.Enqueue(records.Length);
                entered.Release();
                goOn.Wait(TimeSpan.FromSeconds(5));
            },
            NullLogger.Instance, atOnce: true);

        var first = Task.Run(() => commit.Append(Some(1)[0]).IsCompletedSuccessfully);
        Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(5)));
        var next = Task.WhenAll(commit.Append(Some(1)[0]), commit.Append(Some(1)[0]));
        Assert.False(next.IsCompleted);
        goOn.Release(2);

        Assert.True(await first.WaitAsync(TimeSpan.FromSeconds(5)));
        await next.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2], batches);
    }

    [Fact]
    public void What_may_only_now_be_happening_stays_back_for_a_moment_but_not_beyond_the_close()
    {
        var batch = new CommitBatch();
        var (slow, quick) = (new LateNotes(TimeSpan.FromDays(10_000)), new LateNotes(TimeSpan.Zero));

        slow.Add(Some(1)[0]);
        slow.MoveRipe(batch, isEnd: false);
        Assert.Equal(0, batch.Count);
        slow.MoveRipe(batch, isEnd: true);
        Assert.Equal((1, true), (batch.Count, slow.IsEmpty));

        quick.Add(Some(1)[0]);
        quick.MoveRipe(batch, isEnd: false);      // it may have come at the end of the moment that is over
        Assert.Equal(1, batch.Count);
        quick.MoveRipe(batch, isEnd: false);
        Assert.Equal((2, true), (batch.Count, quick.IsEmpty));

        var written = new ConcurrentQueue<int>();
        using var commit = new GroupCommit("test", records => written.Enqueue(records.Length), NullLogger.Instance, atOnce: true);
        commit.Note(Some(1)[0], isLate: true);
        Assert.True(SpinWait.SpinUntil(() => written.Sum() == 1, TimeSpan.FromSeconds(5)));
        commit.Note(Some(1)[0], isLate: true);
        Assert.True(commit.Close(TimeSpan.FromSeconds(5)));
        Assert.Equal(2, written.Sum());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_nobody_waits_for_rides_along_or_is_written_within_moments(bool atOnce)
    {
        var batches = new ConcurrentQueue<int>();
        using var commit = new GroupCommit("test", records => batches.Enqueue(records.Length), NullLogger.Instance, atOnce);

        for (var i = 0; i < 5; i++)
        {
            Assert.True(commit.Note(Some(1)[0]));
        }

        await commit.Append(Some(1)[0]).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(6, batches.Sum());      // whoever is awaited takes along what was noted before
        commit.Note(Some(1)[0]);
        Assert.True(SpinWait.SpinUntil(() => batches.Sum() == 7, TimeSpan.FromSeconds(5)));

        for (var i = 0; i < 3; i++)
        {
            commit.Note(Some(1)[0]);
        }

        Assert.True(commit.Close(TimeSpan.FromSeconds(5)));
        Assert.Equal(10, batches.Sum());
        Assert.False(commit.Note(Some(1)[0]));
    }

    [Fact]
    public void A_row_of_a_database_is_a_frame_or_a_bare_record_of_an_earlier_version()
    {
        var records = Some(5);
        var frame = new byte[JournalFrame.BytesOf(2)];
        JournalFrame.Write(frame, 9, [records[3] with { Node = 77 }, records[4]]);
        var again = new byte[JournalFrame.BytesOf(1)];
        JournalFrame.Write(again, 10, records.AsSpan(2, 1), mayRepeat: true);

        var slice = JournalRow.Read([Row(8, frame), Row(3, Bare(records[0], 144)), Row(5, Bare(records[1], 160)), Row(7, again)]);
        var plain = JournalRow.Read([Row(8, frame)]);
        frame[50] ^= 1;

        Assert.Equal([records[0], records[1], records[2], records[3] with { Node = 77 }, records[4]], slice.Records);
        Assert.True(slice.MayRepeat);
        Assert.False(plain.MayRepeat);
        Assert.Contains("Row 8", Assert.Throws<InvalidDataException>(() => JournalRow.Read([Row(8, frame)])).Message, StringComparison.Ordinal);
    }

    private static JournalRow Row(long sequence, byte[] bytes) => new(sequence, node: 1, bytes);

    private static byte[] Bare(JournalRecord record, int bytes) => MemoryMarshal.AsBytes(new[] { record }.AsSpan())[..bytes].ToArray();

    private static JournalRecord[] Some(int count) =>
        [.. Enumerable.Range(0, count).Select(i => JournalRecord.Usage(Calls.Usage(7, 400 + i), new Money(300 + i)))];

    // The first version's records ended with what was charged, the second's with the units.
    private static byte[] EarlierVersion(string magic, int recordBytes, long sequence, JournalRecord[] records)
    {
        var payload = records.SelectMany(r => MemoryMarshal.AsBytes(new[] { r }.AsSpan())[..recordBytes].ToArray()).ToArray();
        var frame = new byte[24 + payload.Length];
        Encoding.ASCII.GetBytes(magic).CopyTo(frame, 0);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), records.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(8), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(16), JournalFrame.Checksum(sequence, payload));
        payload.CopyTo(frame.AsSpan(24));
        return frame;
    }

    private void Write(Durability durability, params JournalRecord[][] batches)
    {
        using var writer = new SegmentWriter(Files, JournalRecovery.Run(Files, null).Last, durability, FileJournal.SegmentBytes);
        Array.ForEach(batches, batch => writer.Write(batch));
    }

    private List<JournalRecord> ReadAll() =>
    [
        .. Files.List().SelectMany(segment => Files.ReadFrames(new JournalPosition(segment, 0, 0))).SelectMany(frame => frame.Records),
    ];
}
