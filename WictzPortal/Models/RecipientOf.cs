using WictzPortal.Kernel;
using WictzPortal.Recipients;

namespace WictzPortal.Models;

/// <summary>Which entry of the register stands behind a provider: the one that names its host.</summary>
internal static class RecipientOf
{
    /// <summary>What is on this machine and goes no further needs none.</summary>
    public static bool IsNeeded(string? baseUrl, string country) =>
        baseUrl is not null && (country != RecipientFacts.Home || !Egress.IsThisMachine(new Uri(baseUrl).IdnHost));

    public static RecipientEntry? Find(RecipientBook book, string? baseUrl) => baseUrl is null ? null : book.OfHost(new Uri(baseUrl).IdnHost);

    /// <summary>Whether data may go there, to servers in this country.</summary>
    public static bool Allows(RecipientEntry? entry, string country, DateTimeOffset now) =>
        entry?.IsOpenAt(now) == true && (country == RecipientFacts.Home || entry.Facts.Transfer.HoldsOn(BusinessDays.DayOf(now)));
}
