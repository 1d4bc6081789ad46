using System.Globalization;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>Tells a client which limit refuses its call, how it stands, and what to do.</summary>
internal static class LimitRefusals
{
    private const string AskOwner = "have an owner of the account change it on the portal";

    private static readonly Refusal Unknown = new(
        RefusalKind.LimitsUnknown, "The gateway cannot tell at this moment what this key's limits leave. Nothing was charged; try again.");

    public static Refusal Of(in LimitVerdict verdict, in LimitClaim claim, DateTimeOffset now)
    {
        if (verdict.Refusal == LimitRefusal.Unknown)
        {
            return Unknown;
        }

        var state = verdict.State;
        var applied = state.Applied;
        var kind = applied.Rule.Kind();
        var name = $"{Owner(applied.Source)}'s limit of {Amount(applied)}";
        if (verdict.Refusal == LimitRefusal.NeverFits)
        {
            var needs = kind == LimitKind.Tokens ? $"up to {claim.LeastTokens} tokens" : kind == LimitKind.Spend ? $"up to {Lira(claim.Micros)}" : "a call";
            return new Refusal(
                RefusalKind.LimitTooSmall, $"{name} cannot hold this request, which takes {needs} by itself. Waiting does not help: ask for less.",
                Status: kind == LimitKind.Spend ? StatusCodes.Status402PaymentRequired : 0)
            {
                Limit = Notice(state, $"Ask for less (a shorter prompt, a smaller maximum of output), or {Raise(applied.Source)}."),
            };
        }

        if (kind == LimitKind.Concurrency)
        {
            return new Refusal(
                RefusalKind.ConcurrencyLimited, $"{name} is reached. Try again when one of them has ended.", RetryAfter: TimeSpan.FromSeconds(1))
            {
                Limit = Notice(state, $"Send fewer calls at once, or {Raise(applied.Source)}."),
            };
        }

        var until = state.ResetsAt ?? now;
        return new Refusal(
            kind == LimitKind.Spend ? RefusalKind.SpendLimited : RefusalKind.RateLimited,
            $"{name} does not leave enough for this request. It is whole again at {LimitNotice.Time(until)}.", RetryAfter: until - now)
        {
            Limit = Notice(state, $"Wait until resets_at, ask for less, or {Raise(applied.Source)}."),
        };
    }

    /// <summary>For an answer that outgrows what it may cost.</summary>
    public static Refusal InStream(in LimitState state, DateTimeOffset now) => new(
        RefusalKind.SpendLimited, $"{Owner(state.Applied.Source)}'s limit of {Amount(state.Applied)} is used up, so the answer ends here.",
        RetryAfter: (state.ResetsAt ?? now) - now)
    {
        Limit = Notice(state, $"Wait until resets_at, ask for less, or {Raise(state.Applied.Source)}."),
    };

    public static Refusal Model(LimitSource source) => new(
        RefusalKind.ModelNotAllowed, $"{Owner(source)} may call certain models only, and this is none of them.", "model")
    {
        Limit = new LimitNotice(source, "models", $"Choose a model that GET /v1/key lists as allowed, or {AskOwner}."),
    };

    public static Refusal Network(LimitSource source) => new(
        RefusalKind.NetworkNotAllowed, $"{Owner(source)} may call from certain networks only, and this request comes from none of them.")
    {
        Limit = new LimitNotice(source, "networks", $"Call from an allowed network, or {AskOwner}."),
    };

    private static LimitNotice Notice(in LimitState state, string hint) => new(state.Applied.Source, state.Applied.Rule.Code(), hint) { State = state };

    private static string Owner(LimitSource source) => source switch
    {
        LimitSource.Key => "This API key",
        LimitSource.Account => "The account",
        _ => "The account's plan",
    };

    private static string Raise(LimitSource source) => source switch
    {
        LimitSource.Key => $"use another key, or {AskOwner}",
        LimitSource.Account => AskOwner,
        _ => "move the account to a larger plan",
    };

    private static string Amount(in AppliedLimit applied) => applied.Rule switch
    {
        LimitRule.RequestsPerMinute => $"{applied.Limit} requests a minute",
        LimitRule.TokensPerMinute => $"{applied.Limit} tokens a minute",
        LimitRule.RequestsPerDay => $"{applied.Limit} requests a day",
        LimitRule.TokensPerDay => $"{applied.Limit} tokens a day",
        LimitRule.Concurrency => $"{applied.Limit} calls at once",
        LimitRule.SpendPerDay => $"{Lira(applied.Limit)} a day",
        LimitRule.SpendPerWeek => $"{Lira(applied.Limit)} a week",
        _ => $"{Lira(applied.Limit)} a month",
    };

    private static string Lira(long micros) => string.Create(CultureInfo.InvariantCulture, $"{new Money(micros).Lira:0.00####} TRY");
}
