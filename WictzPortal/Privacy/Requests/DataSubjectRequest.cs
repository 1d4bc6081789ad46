using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>
/// What somebody asks for about the own data. What is personal in it is sealed under a key of its own, because the answer must be
/// provable after the person is erased.
/// </summary>
internal sealed class DataSubjectRequest
{
    public const int NumberLength = 14;
    public const int WordsLength = 4000;
    private DataSubjectRequest() { }

    public DataSubjectRequest(string number, NewRequest filed, IdentityLevel needed, bool runsItself, DateTimeOffset now)
    {
        (Number, Channel, UserId, Regimes, Culture) = (number, filed.Channel, filed.UserId, filed.Regimes, filed.Culture);
        (Country, NeededLevel, ProvenLevel, RunsItself, RegisteredBy) = (filed.Country, needed, filed.Proven, runsItself, filed.RegisteredBy);
        (ReceivedAt, RegisteredAt) = (filed.ReceivedAt ?? now, now);
        ReceivedOn = RemindedOn = BusinessDays.DayOf(ReceivedAt);
        DueOn = RequestClocks.Due(Regimes, ReceivedOn);
    }

    [NotPersonal("random id of a request")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary><c>VB-2027-000001</c>.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Number { get; private init; } = "";

    /// <summary>Null as long as nobody is recognised, and for people without an account.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid? UserId { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public RequestChannel Channel { get; private init; }

    [NotPersonal("the laws that apply")]
    public Regimes Regimes { get; private init; }

    [Personal(DataCategory.Contact, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public string? Country { get; private init; }

    [NotPersonal("language of letters")]
    public string Culture { get; private init; } = "tr";

    [NotPersonal("a level that follows from the kinds asked for")]
    public IdentityLevel NeededLevel { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public IdentityLevel ProvenLevel { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public RequestState State { get; private set; } = RequestState.Received;

    /// <summary>What it goes back to once the authority is answered.</summary>
    [NotPersonal("a state")]
    public RequestState? StateBefore { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public RequestOutcome? Outcome { get; private set; }

    /// <summary>When it truly reached us; every clock starts there.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset ReceivedAt { get; private init; }

    /// <summary>When it was written down here.</summary>
    [NotPersonal("when a row was written")]
    public DateTimeOffset RegisteredAt { get; private init; }

    [NotPersonal("who of the staff wrote it down")]
    public Guid? RegisteredBy { get; private init; }

    [NotPersonal("the day that clocks count from")]
    public DateOnly ReceivedOn { get; private init; }

    [NotPersonal("a deadline")]
    public DateOnly DueOn { get; private set; }

    /// <summary>No officer owns it: parts of the portal carry out every line.</summary>
    [NotPersonal("how the request is worked on")]
    public bool RunsItself { get; private set; }

    [NotPersonal("the officer who answers for it")]
    public Guid? OwnerId { get; private set; }

    /// <summary>Name, addresses and number of who asks, as JSON.</summary>
    [Personal(DataCategory.Identity, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed Applicant { get; private set; }

    /// <summary>A keyed hash of the address: finds earlier requests of the same person, and the account.</summary>
    [Personal(DataCategory.Contact, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Secret)]
    public string? AddressHash { get; private set; }

    /// <summary>In the person's own words.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed? Words { get; private set; }

    [NotPersonal("when the identity was asked for")]
    public DateOnly? IdentityAskedOn { get; private set; }

    [NotPersonal("when the identity was proven")]
    public DateOnly? IdentityProvenOn { get; private set; }

    /// <summary>SHA-256 of the secret in the link that proves the address.</summary>
    [NotPersonal("a hash of a random number")]
    public byte[]? LinkHash { get; private set; }

    [NotPersonal("when a link ends")]
    public DateTimeOffset? LinkEndsAt { get; private set; }

    /// <summary>The first of the two who check the proof of somebody who cannot sign in.</summary>
    [NotPersonal("who of the staff checked a proof")]
    public Guid? CheckedBy { get; private set; }

    /// <summary>Why it takes two months more.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed? ExtendedBecause { get; private set; }

    [NotPersonal("up to which day reminders have been sent")]
    public DateOnly RemindedOn { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Answered and over, or withdrawn. The three years count from here.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When numbers and files that proved the identity were deleted: 30 days after the end.</summary>
    [NotPersonal("when proofs were deleted")]
    public DateTimeOffset? ProofsForgottenAt { get; private set; }

    /// <summary>The request that this one goes on from.</summary>
    [NotPersonal("id of a request")]
    public Guid? FollowsId { get; private set; }

    /// <summary>Whether lines are worked on: also while an authority asks about them.</summary>
    public bool IsWorkedOn => State.IsWorkedOn || (State == RequestState.AuthorityComplaint && StateBefore!.Value.IsWorkedOn);

    /// <summary>Whether somebody waits for our answer: also while an authority asks.</summary>
    public bool IsAwaited => State.IsOpen || StateBefore?.IsOpen is true;

    private int PausedDays => IdentityAskedOn is { } asked && IdentityProvenOn is { } proven ? proven.DayNumber - asked.DayNumber : 0;

    public void Seal(Sealed applicant, string? addressHash, Sealed? words) => (Applicant, AddressHash, Words) = (applicant, addressHash, words);

    public void Follow(Guid earlier) => FollowsId = earlier;

    public void AskIdentity(DateTimeOffset now)
    {
        Step(RequestState.AwaitingIdentity);
        IdentityAskedOn = BusinessDays.DayOf(now);
    }

    /// <summary>A new link takes the place of the one before.</summary>
    public void OfferLink(byte[] hash, DateTimeOffset endsAt) => (LinkHash, LinkEndsAt) = (hash, endsAt);

    /// <summary>The first of two looks at a proof.</summary>
    public void Check(Guid by)
    {
        Require(State == RequestState.AwaitingIdentity, "no proof is asked for");
        CheckedBy = by;
    }

    /// <param name="userId">Whom the proof showed; null for people without an account.</param>
    public void ProveIdentity(IdentityLevel level, Guid? userId, DateTimeOffset now)
    {
        Require(level >= NeededLevel, "the proof is not enough");
        Step(RequestState.IdentityVerified);
        (ProvenLevel, UserId, IdentityProvenOn) = (level, userId ?? UserId, BusinessDays.DayOf(now));
        (LinkHash, LinkEndsAt) = (null, null);
        DueOn = RequestClocks.Due(Regimes, ReceivedOn, pausedDays: PausedDays);
    }

    /// <summary>Work begins, by an officer or, where every line runs by itself, by nobody.</summary>
    public void Begin(Guid? ownerId)
    {
        Require(ownerId is not null || RunsItself, "nobody owns it");
        Step(RequestState.InProgress);
        (OwnerId, RunsItself) = (ownerId, ownerId is null);
    }

    public void HandTo(Guid ownerId)
    {
        Require(State.IsOpen, "it is answered");
        (OwnerId, RunsItself) = (ownerId, false);
    }

    /// <summary>GDPR art. 12(3); the KVKK knows nothing of the kind.</summary>
    public void Extend(Sealed because, DateTimeOffset now)
    {
        Require(Regimes == Regimes.Gdpr, "the KVKK allows no extension");
        Require(BusinessDays.DayOf(now) <= DueOn, "its month is over");
        Step(RequestState.Extended);
        (ExtendedBecause, DueOn) = (because, RequestClocks.Due(Regimes, ReceivedOn, isExtended: true, PausedDays));
    }

    public void AwaitRecipients() => Step(RequestState.AwaitingThirdParties);

    /// <summary>The answer goes out: only when nothing is missing.</summary>
    public void Answer(RequestCase complete, DateTimeOffset now)
    {
        Require(complete.Request == this && complete.FirstMissing() is null, "something is missing");
        Step(RequestState.Answered);
        (Outcome, AnsweredAt) = (complete.Outcome, now);
    }

    public void Close(DateTimeOffset now)
    {
        Step(RequestState.Closed);
        EndedAt = now;
    }

    public void Withdraw(DateTimeOffset now)
    {
        Step(RequestState.Withdrawn);
        EndedAt = now;
    }

    public void Reopen(DateTimeOffset now)
    {
        Step(RequestState.Reopened);
        EndedAt = now;
    }

    public void Complain()
    {
        var before = State;
        Step(RequestState.AuthorityComplaint);
        StateBefore = before;
    }

    public void Resume()
    {
        Require(State == RequestState.AuthorityComplaint, "no authority asks");
        (State, StateBefore) = (StateBefore!.Value, null);
    }

    public void Remind(DateOnly day) => RemindedOn = day;

    public void ForgetProofs(Sealed applicant, DateTimeOffset now) => (Applicant, ProofsForgottenAt) = (applicant, now);

    private void Step(RequestState next)
    {
        Require(State.MayBecome(next), $"it is {State}");
        State = next;
    }

    private void Require(bool holds, string else_)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Request {Number} cannot take this step: {else_}.");
        }
    }

    internal sealed class Table : IEntityTypeConfiguration<DataSubjectRequest>
    {
        public void Configure(EntityTypeBuilder<DataSubjectRequest> request)
        {
            request.ToTable("data_subject_requests");
            request.Property(r => r.Number).HasMaxLength(NumberLength);
            request.Property(r => r.Country).HasMaxLength(2);
            request.Property(r => r.Culture).HasMaxLength(8);
            request.HasIndex(r => r.LinkHash).IsUnique();
            request.Ignore(r => r.IsWorkedOn);
            request.Ignore(r => r.IsAwaited);
            request.HasIndex(r => r.Number).IsUnique();
            request.HasIndex(r => r.UserId);
            request.Property(r => r.AddressHash).HasMaxLength(64);
            request.HasIndex(r => r.AddressHash);
            request.HasIndex(r => new { r.State, r.DueOn });
        }
    }
}
