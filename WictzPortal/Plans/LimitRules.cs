using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>What limits may say, and the one form they are stored in.</summary>
internal static class LimitRules
{
    public const long MostCounted = 1_000_000_000_000;
    public const int MostModels = 200;
    public const int MostNetworks = 100;
    public const int ModelNameLength = 128;

    private static readonly Money LeastSpend = Money.FromLira(0.01m);
    public static readonly Money MostSpend = Money.FromLira(1_000_000_000m);
    private static readonly Money Step = Money.FromLira(0.000001m);

    public static readonly Failure NumberInvalid = new(
        FailureKind.Invalid, "limits.number_invalid", "A limit is a whole number of at least 1. Leave the field empty for no limit.");

    public static readonly Failure SpendInvalid = new(
        FailureKind.Invalid, "limits.spend_invalid", "A spending limit is at least ₺0.01, with at most six decimals.");

    public static bool MayCount(long count) => count is >= 1 and <= MostCounted;

    public static bool MaySpend(Money amount) =>
        amount.Micros >= LeastSpend.Micros && amount.Micros <= MostSpend.Micros && amount.Micros % Step.Micros == 0;

    /// <summary>The limits with their lists trimmed, in order and without repeats, and their networks as networks.</summary>
    public static Outcome<LimitSet> Checked(LimitSet limits)
    {
        long?[] numbers = [limits.RequestsPerMinute, limits.TokensPerMinute, limits.RequestsPerDay, limits.TokensPerDay, limits.Concurrency];
        if (numbers.Any(number => number is { } count && !MayCount(count)))
        {
            return NumberInvalid;
        }

        Money?[] spends = [limits.SpendPerDay, limits.SpendPerWeek, limits.SpendPerMonth];
        if (spends.Any(spend => spend is { } amount && !MaySpend(amount)))
        {
            return SpendInvalid;
        }

        string[] models = [.. limits.Models.Select(name => name.Trim()).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (models.Length > MostModels || models.Any(name => name.Length > ModelNameLength))
        {
            return new Failure(FailureKind.Invalid, "limits.models_invalid", "At most {0} models, with names of at most {1} characters.", MostModels, ModelNameLength);
        }

        var networks = new List<string>();
        foreach (var text in limits.Networks.Where(text => !string.IsNullOrWhiteSpace(text)))
        {
            if (Network.Parse(text) is not { } network)
            {
                return new Failure(
                    FailureKind.Invalid, "limits.network_invalid",
                    "{0} is no network. Write 203.0.113.7 for one address, or 203.0.113.0/24 or 2001:db8::/32 for many.", Shown(text));
            }

            networks.Add(network);
        }

        networks = [.. networks.Distinct()];
        return networks.Count <= MostNetworks
            ? limits with { Models = models, Networks = networks }
            : new Failure(FailureKind.Invalid, "limits.networks_invalid", "At most {0} networks.", MostNetworks);
    }

    private static string Shown(string text) => text.Trim() is { Length: > 50 } long_ ? $"{long_[..50]}…" : text.Trim();
}
