using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>A person whose data a breach touched, and what proves that the person was told.</summary>
internal sealed class AffectedPerson
{
    private AffectedPerson() { }

    public AffectedPerson(Guid incidentId, Guid userId, int records, DateTimeOffset now) => (IncidentId, UserId, Records, FoundAt) = (incidentId, userId, records, now);

    [NotPersonal("id of an incident")]
    public Guid IncidentId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid UserId { get; private init; }

    [NotPersonal("a count of records")]
    public int Records { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset FoundAt { get; private init; }

    /// <summary>The mail's number in the outbox; null where nobody is left to write to.</summary>
    [NotPersonal("number of a mail")]
    public long? MailNumber { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>The mail could not be delivered, or there was nobody to write to: the public notice is for these.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public bool IsUnreached { get; private set; }

    /// <summary>When the person saw the notice in the portal.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? SeenAt { get; private set; }

    public void Write(long? mailNumber) => (MailNumber, IsUnreached) = (mailNumber, mailNumber is null);

    public void Deliver(DateTimeOffset? sentAt, bool failed) => (SentAt, IsUnreached) = (sentAt, failed);

    public void See(DateTimeOffset now) => SeenAt ??= now;

    internal sealed class Table : IEntityTypeConfiguration<AffectedPerson>
    {
        public void Configure(EntityTypeBuilder<AffectedPerson> person)
        {
            person.ToTable("affected_people");
            person.HasKey(p => new { p.IncidentId, p.UserId });
            person.HasIndex(p => p.UserId);
        }
    }
}

/// <summary>Whom a report went to. Numbers are stored: they never change.</summary>
public enum Authority : byte
{
    /// <summary>The Turkish Personal Data Protection Board.</summary>
    Board = 1,

    /// <summary>A supervisory authority of the European Union.</summary>
    Eu = 2,
}

/// <summary>A report to an authority, as it went out. The first of an authority, then follow-ups.</summary>
internal sealed class IncidentReport
{
    private IncidentReport() { }

    public IncidentReport(Guid incidentId, Authority authority, int version, Sealed text, byte[] hash, Guid by, DateTimeOffset now) =>
        (IncidentId, Authority, Version, Text, Hash, By, At) = (incidentId, authority, version, text, hash, by, now);

    [NotPersonal("id of an incident")]
    [PartOf(typeof(Incident))]
    public Guid IncidentId { get; private init; }

    [NotPersonal("an authority")]
    public Authority Authority { get; private init; }

    [NotPersonal("number of a report")]
    public int Version { get; private init; }

    [NotPersonal("a report to an authority, sealed")]
    public Sealed Text { get; private init; }

    [NotPersonal("a hash")]
    public byte[] Hash { get; private init; } = [];

    [NotPersonal("who of the staff sent it")]
    public Guid By { get; private init; }

    [NotPersonal("a date of the incident")]
    public DateTimeOffset At { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<IncidentReport>
    {
        public void Configure(EntityTypeBuilder<IncidentReport> report)
        {
            report.ToTable("incident_reports");
            report.HasKey(r => new { r.IncidentId, r.Authority, r.Version });
        }
    }
}

/// <summary>What is done so that it does not happen again: by whom and until when.</summary>
internal sealed class CorrectiveAction
{
    public const int WhatLength = 500;
    public const int OwnerLength = 100;

    private CorrectiveAction() { }

    public CorrectiveAction(Guid incidentId, string what, string owner, DateOnly dueOn) => (IncidentId, What, Owner, DueOn) = (incidentId, what, owner, dueOn);

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of an incident")]
    [PartOf(typeof(Incident))]
    public Guid IncidentId { get; private init; }

    [NotPersonal("what the operator does")]
    public string What { get; private init; } = "";

    /// <summary>A role or a team of the operator.</summary>
    [NotPersonal("a role of the operator")]
    public string Owner { get; private init; } = "";

    [NotPersonal("a due date")]
    public DateOnly DueOn { get; private init; }

    [NotPersonal("when something was done")]
    public DateTimeOffset? DoneAt { get; private set; }

    public void Finish(DateTimeOffset now) => DoneAt ??= now;

    internal sealed class Table : IEntityTypeConfiguration<CorrectiveAction>
    {
        public void Configure(EntityTypeBuilder<CorrectiveAction> action)
        {
            action.ToTable("corrective_actions");
            action.Property(a => a.Id).ValueGeneratedNever();
            action.Property(a => a.What).HasMaxLength(WhatLength);
            action.Property(a => a.Owner).HasMaxLength(OwnerLength);
            action.HasIndex(a => a.IncidentId);
        }
    }
}

internal static class IncidentSets
{
    extension(PortalDb db)
    {
        public DbSet<Incident> Incidents => db.Set<Incident>();

        public DbSet<AffectedPerson> AffectedPeople => db.Set<AffectedPerson>();

        public DbSet<IncidentReport> IncidentReports => db.Set<IncidentReport>();

        public DbSet<CorrectiveAction> CorrectiveActions => db.Set<CorrectiveAction>();
    }
}
