using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>One of the things that a request asks for, with an end of its own.</summary>
internal sealed class RequestLine
{
    private RequestLine() { }

    public RequestLine(Guid requestId, RequestType type) => (RequestId, Type) = (requestId, type);

    [NotPersonal("id of a request")]
    [PartOf(typeof(DataSubjectRequest))]
    public Guid RequestId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public RequestType Type { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public RequestOutcome? Outcome { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public RefusalReason? Reason { get; private set; }

    /// <summary>The answer to this line in both languages, as JSON; the letter prints it.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed? Words { get; private set; }

    /// <summary>When a part of the portal was told to begin.</summary>
    [NotPersonal("when work began")]
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>Null where the portal decided, because all evidence was there or nobody proved who asks.</summary>
    [NotPersonal("the officer who decided")]
    public Guid? DecidedBy { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>A refusal counts only once a second person has approved it.</summary>
    [NotPersonal("the officer who approved a refusal")]
    public Guid? ApprovedBy { get; private set; }

    public bool IsDecided => Outcome is not null && !AwaitsApproval;

    public bool AwaitsApproval => Outcome is RequestOutcome.Rejected && Reason is not RefusalReason.Identity && ApprovedBy is null;

    public void Start(DateTimeOffset now) => StartedAt ??= now;

    public void Decide(RequestOutcome outcome, RefusalReason? reason, Sealed? words, Guid? by, DateTimeOffset now) =>
        (Outcome, Reason, Words, DecidedBy, DecidedAt, ApprovedBy) = (outcome, reason, words, by, now, null);

    public void Approve(Guid by) => ApprovedBy = by;

    internal sealed class Table : IEntityTypeConfiguration<RequestLine>
    {
        public void Configure(EntityTypeBuilder<RequestLine> line)
        {
            line.ToTable("request_lines");
            line.HasKey(l => new { l.RequestId, l.Type });
            line.HasOne<DataSubjectRequest>().WithMany().HasForeignKey(l => l.RequestId);
            line.Ignore(l => l.IsDecided);
            line.Ignore(l => l.AwaitsApproval);
        }
    }
}

/// <summary>A piece of evidence, as stored with its line. Rows are only added.</summary>
internal sealed class RequestEvidence
{
    public const int ValueLength = 200;
    private RequestEvidence() { }

    public RequestEvidence(Guid requestId, RequestType type, Evidence evidence, Sealed? says, DateTimeOffset now) =>
        (RequestId, Type, Kind, Value, Says, At) = (requestId, type, evidence.Kind, evidence.Value, says, now);

    [NotPersonal("random id of a piece of evidence")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a request")]
    [PartOf(typeof(DataSubjectRequest))]
    public Guid RequestId { get; private init; }

    [NotPersonal("a kind of request")]
    public RequestType Type { get; private init; }

    [NotPersonal("a kind of evidence")]
    public EvidenceKind Kind { get; private init; }

    [NotPersonal("a hash, a number or a word of a closed list")]
    public string Value { get; private init; } = "";

    /// <summary>What the letter tells of it in both languages, as JSON.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed? Says { get; private init; }

    [NotPersonal("when it was recorded")]
    public DateTimeOffset At { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestEvidence>
    {
        public void Configure(EntityTypeBuilder<RequestEvidence> evidence)
        {
            evidence.ToTable("request_evidence");
            evidence.Property(e => e.Value).HasMaxLength(ValueLength);
            evidence.HasOne<DataSubjectRequest>().WithMany().HasForeignKey(e => e.RequestId);
        }
    }
}
