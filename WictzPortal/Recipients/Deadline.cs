using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>What is due by a day.</summary>
internal enum DeadlineKind
{
    /// <summary>A standard contract is notified within five working days (KVKK art. 9/5); until then nothing goes there.</summary>
    NotifyAuthority,
    GroundEnds,
    ConfidentialityEnds,
    ContractEnds,
}

/// <summary>Something that staff have to do about a recipient by a day.</summary>
internal sealed record Deadline(RecipientEntry Recipient, DeadlineKind Kind, DateOnly DueOn)
{
    /// <summary>Days before an agreement ends on which staff are told.</summary>
    private static readonly int[] Before = [60, 30, 7];

    /// <summary>Deadlines further away than this are nobody's concern yet.</summary>
    public static int MostDays => Before[0];

    /// <summary>The days on which staff are told: ahead of it, and once it has passed.</summary>
    public IEnumerable<DateOnly> TellOn => Kind is DeadlineKind.NotifyAuthority
        ? [BusinessDays.After(Signed, 3), BusinessDays.After(Signed, 4), DueOn.AddDays(1)]
        : [.. Before.Select(days => DueOn.AddDays(-days)), DueOn.AddDays(1)];

    private DateOnly Signed => Recipient.Facts.Transfer.SignedOn!.Value;

    public static IEnumerable<Deadline> Of(RecipientEntry recipient)
    {
        var facts = recipient.Facts;
        if (recipient.EndedAt is not null)
        {
            yield break;
        }

        if (facts is { IsAbroad: true, Transfer: { NotifyBy: { } due, NotifiedOn: null } })
        {
            yield return new Deadline(recipient, DeadlineKind.NotifyAuthority, due);
        }

        if (facts is { IsAbroad: true, Transfer.ExpiresOn: { } ground })
        {
            yield return new Deadline(recipient, DeadlineKind.GroundEnds, ground);
        }

        if (facts.Confidentiality?.ExpiresOn is { } confidentiality)
        {
            yield return new Deadline(recipient, DeadlineKind.ConfidentialityEnds, confidentiality);
        }

        if (facts.Contract?.ExpiresOn is { } contract)
        {
            yield return new Deadline(recipient, DeadlineKind.ContractEnds, contract);
        }
    }
}
