namespace WictzPortal.Privacy;

/// <summary>What a person asks for: R1 to R14. Numbers are stored and stand in letters; they never change.</summary>
public enum RequestType : byte
{
    /// <summary>R1: whether data is processed at all. Also for people without an account (B-16).</summary>
    Confirmation = 1,

    /// <summary>R2: the data, and all that is to be told about it.</summary>
    Access = 2,

    /// <summary>R3: for what it is used, and whether it is used accordingly.</summary>
    PurposeUse = 3,

    /// <summary>R4: who received it, at home or abroad.</summary>
    Recipients = 4,

    /// <summary>R5.</summary>
    Correction = 5,

    /// <summary>R6: erasure or destruction.</summary>
    Erasure = 6,

    /// <summary>R7: that recipients are told of a correction or an erasure.</summary>
    NotifyRecipients = 7,

    /// <summary>R8: that a person looks at what was decided automatically.</summary>
    AutomatedReview = 8,

    /// <summary>R9: goes to the lawyers; nothing answers it by itself (B-24).</summary>
    Compensation = 9,

    /// <summary>R10.</summary>
    Portability = 10,

    /// <summary>R11.</summary>
    Restriction = 11,

    /// <summary>R12.</summary>
    Objection = 12,

    /// <summary>R13: effective at once.</summary>
    ConsentWithdrawal = 13,

    /// <summary>R14: a complaint, or anything else.</summary>
    Complaint = 14,
}

/// <summary>How sure we are of who asks.</summary>
public enum IdentityLevel : byte
{
    /// <summary>I0: anybody.</summary>
    None = 0,

    /// <summary>I1: opened a signed link sent to the address.</summary>
    Address = 1,

    /// <summary>I2: signed in, and proved it again within five minutes.</summary>
    SteppedUp = 2,

    /// <summary>I3: registered e-mail, electronic signature, or a signed letter that two of the staff have checked.</summary>
    Checked = 3,
}

/// <summary>What the law and the specification say about each kind of request.</summary>
public static class RequestTypes
{
    public static readonly IReadOnlyList<RequestType> All = Enum.GetValues<RequestType>();

    extension(RequestType type)
    {
        /// <summary>Such as <c>R6</c>, the same in every language.</summary>
        public string Code => $"R{(int)type}";

        /// <summary>How sure we must be of who asks, before anything is said or done.</summary>
        public IdentityLevel Needs => type switch
        {
            RequestType.Confirmation => IdentityLevel.None,
            RequestType.Access or RequestType.Correction or RequestType.Erasure or RequestType.NotifyRecipients or RequestType.Portability
                => IdentityLevel.SteppedUp,
            _ => IdentityLevel.Address,
        };

        /// <summary>Whether it begins as soon as the identity is proven, where a part of the portal carries it out.</summary>
        public bool StartsAtOnce => type is RequestType.Confirmation or RequestType.Access or RequestType.PurposeUse or RequestType.Recipients
            or RequestType.Portability or RequestType.Restriction or RequestType.Objection or RequestType.ConsentWithdrawal;

        /// <summary>A request for information: our own aim is seven days .</summary>
        public bool IsInformation => type is RequestType.Confirmation or RequestType.Access or RequestType.PurposeUse or RequestType.Recipients;

        /// <summary>Without these a line cannot end as fulfilled.</summary>
        public IReadOnlyList<EvidenceKind> Evidence => type switch
        {
            RequestType.Access or RequestType.PurposeUse or RequestType.Recipients or RequestType.Portability
                => [EvidenceKind.PackageHash, EvidenceKind.Delivery],
            RequestType.Correction => [EvidenceKind.ValueBefore, EvidenceKind.ValueAfter],
            RequestType.Erasure => [EvidenceKind.DestructionRun, EvidenceKind.VerificationScan, EvidenceKind.LedgerEntry],
            RequestType.AutomatedReview => [EvidenceKind.Reviewer, EvidenceKind.Decision],
            RequestType.Restriction => [EvidenceKind.RestrictionFlag, EvidenceKind.EffectSnapshot],
            RequestType.Objection => [EvidenceKind.Decision],
            RequestType.ConsentWithdrawal => [EvidenceKind.ConsentReceipt],
            _ => [EvidenceKind.Answer],
        };
    }
}
