using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Keys;

namespace WictzPortal.Tests.Keys;

public sealed partial class KeyTextTests
{
    [Fact]
    public void A_new_key_has_the_published_form()
    {
        var key = KeyText.New();

        Assert.Matches(Form(), key.Text);
        Assert.True(KeyText.IsWellFormed(key.Text));
        Assert.EndsWith(key.LastFour, key.Text, StringComparison.Ordinal);
        Assert.Contains(key.PublicId, key.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_differ() => Assert.NotEqual(KeyText.New(), KeyText.New());

    /// <summary>The checksum refuses every single mistyped character before anything is looked up.</summary>
    [Fact]
    public void One_wrong_character_anywhere_is_refused() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, KeyText.Length - 1).ToArbitrary(),
        Gen.Choose('!', '~').Select(c => (char)c).ToArbitrary(),
        (at, other) =>
        {
            var text = KeyText.New().Text;
            var wrong = string.Concat(text.AsSpan(0, at), [other], text.AsSpan(at + 1));
            return wrong == text || !KeyText.IsWellFormed(wrong);
        }));

    [Theory]
    [InlineData("")]
    [InlineData("wz_live_")]
    [InlineData("sk-0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("wz_live_ÄÄÄÄÄÄÄÄ_ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ000000")]
    public void What_is_no_key_is_refused(string text) => Assert.False(KeyText.IsWellFormed(text));

    [Fact]
    public void The_text_is_not_told_by_accident()
    {
        var key = KeyText.New();

        Assert.DoesNotContain(key.Text[17..60], string.Create(CultureInfo.InvariantCulture, $"{key}"), StringComparison.Ordinal);
    }

    [GeneratedRegex("^wz_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$")]
    private static partial Regex Form();
}
