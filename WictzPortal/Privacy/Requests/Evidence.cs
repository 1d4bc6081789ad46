namespace WictzPortal.Privacy;

/// <summary>What proves that a line was done. Numbers are stored: they never change.</summary>
public enum EvidenceKind : byte
{
    /// <summary>The answer in words; the value is its SHA-256.</summary>
    Answer = 1,

    /// <summary>SHA-256 of a package's manifest.</summary>
    PackageHash = 2,

    /// <summary>How it reached the person: number of a mail, or of a download.</summary>
    Delivery = 3,

    /// <summary>SHA-256 of the value that was wrong.</summary>
    ValueBefore = 4,

    /// <summary>SHA-256 of the corrected value.</summary>
    ValueAfter = 5,

    /// <summary>Number of a destruction run.</summary>
    DestructionRun = 6,

    /// <summary>What the search for left-overs found: <see cref="Privacy.Evidence.Clean"/>, or it proves nothing.</summary>
    VerificationScan = 7,

    /// <summary>Number in the erasure ledger.</summary>
    LedgerEntry = 8,

    /// <summary>Number of a restriction.</summary>
    RestrictionFlag = 9,

    /// <summary>SHA-256 of the effects as they stood after the restriction.</summary>
    EffectSnapshot = 10,

    /// <summary>What was decided, such as <c>upheld</c>.</summary>
    Decision = 11,

    /// <summary>Id of the person who looked at it; the portal itself is none.</summary>
    Reviewer = 12,

    /// <summary>Number or hash of a consent receipt.</summary>
    ConsentReceipt = 13,
}

/// <summary>One piece of evidence.</summary>
/// <param name="Kind">What it proves.</param>
/// <param name="Value">A hash, a number or a word: nothing personal, at most 200 characters.</param>
/// <param name="Says">What the answer letter tells of it: what was done and when, what is kept on what basis until when.</param>
public sealed record Evidence(EvidenceKind Kind, string Value, Bilingual? Says = null)
{
    /// <summary>The only value with which <see cref="EvidenceKind.VerificationScan"/> proves anything.</summary>
    public const string Clean = "clean";

    internal bool Proves => Kind switch
    {
        EvidenceKind.VerificationScan => Value == Clean,
        EvidenceKind.Reviewer => Guid.TryParse(Value, out var reviewer) && reviewer != Guid.Empty,
        _ => Value.Length > 0,
    };
}

/// <summary>The same in both languages; the Turkish text is the master.</summary>
public sealed record Bilingual(string Turkish, string English);
