namespace WictzPortal.Privacy;

/// <summary>Who is reminded of a request.</summary>
[Flags]
internal enum Reminded
{
    Nobody = 0,
    Owner = 1,
    Officer = 2,
    Management = 4,
    Person = 8,

    /// <summary>The deadline has passed: an incident.</summary>
    Overdue = 16,
}

/// <summary>On which days who is reminded.</summary>
internal static class RequestReminders
{
    /// <summary>Everybody whose day came after <paramref name="after"/>, up to <paramref name="today"/>.</summary>
    public static Reminded Between(DateOnly receivedOn, DateOnly dueOn, DateOnly after, DateOnly today) => Among(Days(receivedOn, dueOn), after, today);

    /// <summary>The same of an authority's letter, which is never the owner's alone.</summary>
    public static Reminded OfAuthority(DateOnly dueOn, DateOnly after, DateOnly today) => Among(
    [
        (dueOn.AddDays(-5), Reminded.Owner | Reminded.Officer),
        (dueOn.AddDays(-2), Reminded.Owner | Reminded.Officer),
        (dueOn, Reminded.Owner | Reminded.Officer | Reminded.Management),
        (dueOn.AddDays(1), Reminded.Owner | Reminded.Officer | Reminded.Management | Reminded.Overdue),
    ], after, today);

    private static Reminded Among(IEnumerable<(DateOnly Day, Reminded Who)> days, DateOnly after, DateOnly today) => days
        .Where(point => point.Day > after && point.Day <= today)
        .Aggregate(Reminded.Nobody, (all, point) => all | point.Who);

    private static IEnumerable<(DateOnly Day, Reminded Who)> Days(DateOnly receivedOn, DateOnly dueOn) => [
        (receivedOn.AddDays(3), Reminded.Owner),
        (receivedOn.AddDays((dueOn.DayNumber - receivedOn.DayNumber) / 2), Reminded.Owner),
        (receivedOn.AddDays(15), Reminded.Person),
        (dueOn.AddDays(-10), Reminded.Owner),
        (dueOn.AddDays(-5), Reminded.Owner | Reminded.Officer),
        (dueOn.AddDays(-2), Reminded.Owner | Reminded.Management),
        (dueOn, Reminded.Management),
        (dueOn.AddDays(1), Reminded.Owner | Reminded.Officer | Reminded.Management | Reminded.Overdue),
    ];
}
