using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

public sealed class RequestIdTests
{
    [Fact]
    public void Numbers_are_UUIDv7_in_the_order_of_time_and_never_the_same()
    {
        var at = new DateTimeOffset(2026, 1, 15, 12, 0, 30, TimeSpan.Zero);

        var ids = Enumerable.Range(0, 1000).Select(i => RequestId.New(at.AddMilliseconds(i / 100))).ToList();

        Assert.All(ids, id => Assert.Equal((7, 8), (id.Version, id.Variant & 0xC)));
        Assert.Equal(1000, ids.Distinct().Count());
        Assert.Equal(Guid.CreateVersion7(at).ToString()[..13], ids[0].ToString()[..13]);
        Assert.True(ids.Chunk(100).Select(some => some.Min().ToString()).SequenceEqual(ids.Chunk(100).Select(some => some.Min().ToString()).Order(StringComparer.Ordinal)));
    }
}
