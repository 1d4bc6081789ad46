using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class ToolIdTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    [Fact]
    public void An_id_and_its_seal_come_back_from_any_protocol()
    {
        Prop.ForAll<NonNull<string>, string?>((id, seal) =>
        {
            var given = string.Concat(id.Get.Where(char.IsAscii));
            var signature = string.IsNullOrEmpty(seal) ? null : string.Concat(seal.Where(c => char.IsAscii(c) && c != '\n')) + "=";
            var packed = ToolIds.Pack(given, signature);
            return packed.All(Alphabet.Contains) && ToolIds.Unpack(packed) == (given, signature);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("Exam", "51")]
    public void An_id_in_another_providers_alphabet_is_made_anew_the_same_each_time()
    {
        Assert.Equal("call_abc-1", ToolIds.Pack("call_abc-1", null));
        Assert.Equal(("sealed-by me", null), ToolIds.Unpack("sealed-by me"));
        Assert.Equal("toolu_01A", ToolIds.For("toolu_01A", 40));
        var made = ToolIds.For("functions.weather:0", 40);
        Assert.Equal(made, ToolIds.For("functions.weather:0", 40));
        Assert.NotEqual(made, ToolIds.For("functions.weather:1", 40));
        Assert.Matches("^[a-zA-Z0-9_-]{1,40}$", made);
        Assert.Equal(40, ToolIds.For(new string('x', 41), 40).Length);
    }
}
