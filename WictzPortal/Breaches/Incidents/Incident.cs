using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>Something that may have been a breach of personal data: its steps, its dates and the reasons for what was not done in time.</summary>
internal sealed class Incident
{
    public const int ReasonLength = 1000;

    private Incident() { }

    public Incident(string number, bool isDrill, Sealed facts, Guid by, DateTimeOffset now) =>
        (Number, IsDrill, Facts, OpenedBy, SuspectedAt) = (number, isDrill, facts, by, now);

    [NotPersonal("random id of an incident")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary><c>VI-2027-001</c>.</summary>
    [NotPersonal("number of an incident")]
    public string Number { get; private init; } = "";

    /// <summary>An exercise: the whole pack is made, and nobody outside is told.</summary>
    [NotPersonal("whether it is an exercise")]
    public bool IsDrill { get; private init; }

    [NotPersonal("a state")]
    public IncidentState State { get; private set; } = IncidentState.Suspected;

    [NotPersonal("laws")]
    public BreachScope Scope { get; private set; }

    /// <summary>What is known, as JSON.</summary>
    [NotPersonal("facts of an incident, sealed; who is affected stands in a table of its own")]
    public Sealed Facts { get; private set; }

    [NotPersonal("who of the staff opened it")]
    public Guid OpenedBy { get; private init; }

    [NotPersonal("a date of the incident")]
    public DateTimeOffset SuspectedAt { get; private init; }

    [NotPersonal("a date of the incident")]
    public DateTimeOffset? TriagedAt { get; private set; }

    /// <summary>When we knew of the breach: three clocks start there. Set once.</summary>
    [NotPersonal("a date of the incident")]
    public DateTimeOffset? AwareAt { get; private set; }

    /// <summary>What <see cref="AwareAt"/> said before two people corrected it.</summary>
    [NotPersonal("a date of the incident")]
    public DateTimeOffset? AwareAtBefore { get; private set; }

    /// <summary>A correction that waits for a second person.</summary>
    [NotPersonal("a date of the incident")]
    public DateTimeOffset? AwareAtWanted { get; private set; }

    [NotPersonal("who of the staff asked for a correction")]
    public Guid? AwareAtWantedBy { get; private set; }

    [NotPersonal("a date of the incident")]
    public DateTimeOffset? ContainedAt { get; private set; }

    [NotPersonal("a date of the incident")]
    public DateTimeOffset? BoardAt { get; private set; }

    [NotPersonal("a date of the incident")]
    public DateTimeOffset? EuAt { get; private set; }

    [NotPersonal("when customers that answer for their own data were told")]
    public DateTimeOffset? CustomersAt { get; private set; }

    /// <summary>When the list of affected people was frozen: their clock starts there.</summary>
    [NotPersonal("a date of the incident")]
    public DateTimeOffset? IdentifiedAt { get; private set; }

    /// <summary>SHA-256 over the frozen list.</summary>
    [NotPersonal("a hash")]
    public byte[]? ListHash { get; private set; }

    [NotPersonal("a date of the incident")]
    public DateTimeOffset? PeopleAt { get; private set; }

    /// <summary>When the notice for those who cannot be reached was put on the website.</summary>
    [NotPersonal("a date of the incident")]
    public DateTimeOffset? PublicAt { get; private set; }

    [NotPersonal("a date of the incident")]
    public DateTimeOffset? CorrectedAt { get; private set; }

    /// <summary>Five years from here.</summary>
    [NotPersonal("a date of the incident")]
    [KeptFrom(RetentionRule.Transient, Days = 1827)]
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Why it was no breach.</summary>
    [NotPersonal("a reason of the operator")]
    public string? NoBreachBecause { get; private set; }

    [NotPersonal("a reason of the operator")]
    public string? BoardLateBecause { get; private set; }

    [NotPersonal("a reason of the operator")]
    public string? EuLateBecause { get; private set; }

    /// <summary>Why no European authority is told: a risk to people is unlikely (GDPR art. 33(1)).</summary>
    [NotPersonal("a reason of the operator")]
    public string? EuNotBecause { get; private set; }

    [NotPersonal("a reason of the operator")]
    public string? PeopleLateBecause { get; private set; }

    /// <summary>Why people are not told: no high risk, or an exception of GDPR art. 34(3). The KVKK knows none.</summary>
    [NotPersonal("a reason of the operator")]
    public string? PeopleNotBecause { get; private set; }

    public void Describe(Sealed facts) => Facts = facts;

    public void Triage(DateTimeOffset now)
    {
        Step(IncidentState.Triaged);
        TriagedAt = now;
    }

    public void Dismiss(string because, DateTimeOffset now)
    {
        Step(IncidentState.NotABreach);
        (NoBreachBecause, ClosedAt) = (because, now);
    }

    public void Confirm(BreachScope scope, DateTimeOffset awareAt)
    {
        Require(scope != BreachScope.None, "no law is named");
        Step(IncidentState.Confirmed);
        (Scope, AwareAt) = (scope, awareAt);
    }

    /// <summary>Containing has its date whenever it happens; the state follows only where nothing further was done.</summary>
    public void Contain(DateTimeOffset now)
    {
        Require(AwareAt is not null && State.IsOpen, "it is not confirmed");
        ContainedAt ??= now;
        State = State == IncidentState.Confirmed ? IncidentState.Contained : State;
    }

    public void WantAwareAt(DateTimeOffset at, Guid by) => (AwareAtWanted, AwareAtWantedBy) = (at, by);

    public void AgreeAwareAt(bool agreed) => (AwareAtBefore, AwareAt, AwareAtWanted, AwareAtWantedBy) =
        (agreed ? AwareAtBefore ?? AwareAt : AwareAtBefore, agreed ? AwareAtWanted : AwareAt, null, null);

    public void ReportToBoard(string? lateBecause, DateTimeOffset now)
    {
        Step(BoardAt is null ? IncidentState.BoardNotified : IncidentState.BoardFollowedUp);
        State = PeopleAt is null && PeopleNotBecause is null ? State : IncidentState.PeopleNotified;      // a report sets nothing back
        (BoardAt, BoardLateBecause) = (BoardAt ?? now, BoardLateBecause ?? lateBecause);
    }

    public void ReportToEu(string? lateBecause, DateTimeOffset now) => (EuAt, EuLateBecause) = (EuAt ?? now, EuLateBecause ?? lateBecause);

    public void LeaveEuOut(string because) => EuNotBecause = because;

    public void TellCustomers(DateTimeOffset now) => CustomersAt ??= now;

    public void Freeze(byte[] hash, DateTimeOffset now)
    {
        Require(IdentifiedAt is null, "the list is frozen");
        (IdentifiedAt, ListHash) = (now, hash);
    }

    public void TellPeople(string? lateBecause, DateTimeOffset now)
    {
        Require(IdentifiedAt is not null, "the list is not frozen");
        Step(IncidentState.PeopleNotified);
        (PeopleAt, PeopleLateBecause) = (now, lateBecause);
    }

    public void LeavePeopleOut(string because)
    {
        Require(Scope == BreachScope.Gdpr, "the KVKK knows no exception");
        Step(IncidentState.PeopleNotified);
        PeopleNotBecause = because;
    }

    public void Publish(DateTimeOffset now) => PublicAt ??= now;

    public void Correct(DateTimeOffset now)
    {
        Step(IncidentState.Corrected);
        CorrectedAt = now;
    }

    public void Close(DateTimeOffset now)
    {
        Step(IncidentState.Closed);
        ClosedAt = now;
    }

    private void Step(IncidentState next)
    {
        Require(State.MayBecome(next), $"it is {State}");
        State = next;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Incident {Number} cannot take this step: {otherwise}.");
        }
    }

    internal sealed class Table : IEntityTypeConfiguration<Incident>
    {
        public void Configure(EntityTypeBuilder<Incident> incident)
        {
            incident.ToTable("incidents");
            incident.Property(i => i.Id).ValueGeneratedNever();
            incident.Property(i => i.Number).HasMaxLength(20);
            incident.HasIndex(i => i.Number).IsUnique();
            incident.HasIndex(i => i.State);
        }
    }
}
