namespace WictzPortal.Privacy;

/// <summary>Where a request stands. Numbers are stored: they never change.</summary>
public enum RequestState : byte
{
    Received = 1,

    /// <summary>Not sure enough of who asks. The GDPR's clock stands still, the KVKK's does not.</summary>
    AwaitingIdentity = 2,
    IdentityVerified = 3,
    InProgress = 4,

    /// <summary>Only where the KVKK does not apply.</summary>
    Extended = 5,

    /// <summary>Recipients have been told, and not all have acknowledged.</summary>
    AwaitingThirdParties = 6,
    Answered = 7,
    Closed = 8,
    Withdrawn = 9,

    /// <summary>New facts came: a new request goes on with a new clock.</summary>
    Reopened = 10,

    /// <summary>The Board or another authority asks. It goes back to the state before.</summary>
    AuthorityComplaint = 11,
}

/// <summary>How a line, or a whole request, ended. Numbers are stored.</summary>
public enum RequestOutcome : byte
{
    Fulfilled = 1,
    Partly = 2,
    Rejected = 3,
}

/// <summary>Why a line was refused, wholly or in part. Numbers are stored.</summary>
public enum RefusalReason : byte
{
    /// <summary>R-ID: nobody proved who asks. It may be asked again.</summary>
    Identity = 1,

    /// <summary>A law asks us to keep it (KVKK 5/2-ç, GDPR 17(3)(b)).</summary>
    LegalDuty = 2,

    /// <summary>Needed for a claim (KVKK 5/2-e, GDPR 17(3)(e)).</summary>
    LegalClaims = 3,

    /// <summary>It would harm others (GDPR 15(4)).</summary>
    OthersRights = 4,

    /// <summary>Manifestly unfounded or excessive (GDPR 12(5)); we have to prove it.</summary>
    Unfounded = 5,

    /// <summary>The right does not reach this processing.</summary>
    NotCovered = 6,

    /// <summary>Compelling grounds (GDPR 21(1)).</summary>
    CompellingGrounds = 7,
}

/// <summary>Which state may follow which. Every other step throws.</summary>
internal static class RequestSteps
{
    private static readonly Dictionary<RequestState, RequestState[]> Next = new()
    {
        [RequestState.Received] = [RequestState.AwaitingIdentity, RequestState.IdentityVerified, RequestState.Withdrawn],
        [RequestState.AwaitingIdentity] = [RequestState.IdentityVerified, RequestState.Answered, RequestState.Withdrawn],
        [RequestState.IdentityVerified] = [RequestState.InProgress, RequestState.Withdrawn],
        [RequestState.InProgress] = [RequestState.Extended, RequestState.AwaitingThirdParties, RequestState.Answered, RequestState.Withdrawn],
        [RequestState.Extended] = [RequestState.AwaitingThirdParties, RequestState.Answered, RequestState.Withdrawn],
        [RequestState.AwaitingThirdParties] = [RequestState.Answered, RequestState.Withdrawn],
        [RequestState.Answered] = [RequestState.Closed, RequestState.Reopened],
        [RequestState.Closed] = [],
        [RequestState.Withdrawn] = [],
        [RequestState.Reopened] = [],
    };

    extension(RequestState state)
    {
        /// <summary>Whether somebody waits for an answer.</summary>
        public bool IsOpen => state is >= RequestState.Received and <= RequestState.AwaitingThirdParties;

        /// <summary>Whether work on the lines has begun and the answer is not out.</summary>
        public bool IsWorkedOn => state is RequestState.InProgress or RequestState.Extended or RequestState.AwaitingThirdParties;

        public bool MayBecome(RequestState next) => state != RequestState.AuthorityComplaint
            && (next == RequestState.AuthorityComplaint || Next[state].Contains(next));
    }
}
