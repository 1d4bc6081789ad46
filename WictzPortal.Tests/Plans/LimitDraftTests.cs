using System.Globalization;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Plans;

public sealed class LimitDraftTests
{
    [Theory]
    [InlineData("tr", "2.000.000", 2_000_000)]
    [InlineData("tr", "2,000,000", 2_000_000)]
    [InlineData("en", "2 000 000", 2_000_000)]
    [InlineData("en", " 60 ", 60)]
    [InlineData("en", "", null)]
    public void A_count_is_read_with_or_without_separators(string culture, string text, int? count)
    {
        using var _ = new In(culture);
        var draft = new LimitDraft { [LimitRule.TokensPerDay] = text };

        Assert.Equal(count, draft.Read()!.TokensPerDay);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("12.00")]
    [InlineData("many")]
    [InlineData("99999999999999999999")]
    public void What_is_no_count_is_told_at_its_field(string text)
    {
        var draft = new LimitDraft { [LimitRule.Concurrency] = text };

        Assert.Null(draft.Read());
        Assert.Equal("limits.number_invalid", draft.ProblemOf(LimitRule.Concurrency)?.Code);
        Assert.Null(draft.ProblemOf(LimitRule.TokensPerDay));
    }

    [Theory]
    [InlineData("tr", "1.500", 150_000_000_000)]
    [InlineData("tr", "1.500,25", 150_025_000_000)]
    [InlineData("tr", "1.5", 150_000_000)]
    [InlineData("tr", "₺1,5", 150_000_000)]
    [InlineData("en", "1,500", 150_000_000_000)]
    [InlineData("en", "1.500", 150_000_000)]
    [InlineData("en", "1,5", 150_000_000)]
    [InlineData("en", "0.01", 1_000_000)]
    public void Lira_are_read_as_the_persons_culture_writes_them(string culture, string text, long micros)
    {
        using var _ = new In(culture);
        var draft = new LimitDraft { [LimitRule.SpendPerDay] = text };

        Assert.Equal(new Money(micros), draft.Read()!.SpendPerDay);
    }

    [Theory]
    [InlineData("0.009")]
    [InlineData("1.0000001")]
    [InlineData("1000000001")]
    [InlineData("1.2.3")]
    [InlineData("-5")]
    public void What_is_no_amount_is_told_at_its_field(string text)
    {
        var draft = new LimitDraft { [LimitRule.SpendPerWeek] = text };

        Assert.Null(draft.Read());
        Assert.Equal("limits.spend_invalid", draft.ProblemOf(LimitRule.SpendPerWeek)?.Code);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("tr")]
    public void What_is_shown_is_read_as_the_same(string culture)
    {
        using var _ = new In(culture);
        var limits = new LimitSet(60, 100_000, 5_000, 2_000_000, 8, Money.FromLira(0.01m), Money.FromLira(12_345.678901m), Money.FromLira(100m))
        {
            Models = ["a"], Networks = ["192.0.2.0/24", "::1/128"],
        };

        var read = LimitDraft.Of(limits).Read()!;

        Assert.Equal(limits with { Models = read.Models, Networks = read.Networks }, read);
        Assert.Equal(limits.Models.Concat(limits.Networks), read.Models.Concat(read.Networks));
    }

    /// <summary>A culture for as long as a test runs.</summary>
    private sealed class In : IDisposable
    {
        private readonly CultureInfo _before = CultureInfo.CurrentCulture;

        public In(string culture) => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

        public void Dispose() => CultureInfo.CurrentCulture = _before;
    }
}
